import Foundation

/// A shop as a process of its own: made by `dough init`, run by `dough serve`, and its tills and
/// kitchen, all through the `dough` command. It is the one at DOUGH_BIN; test.sh builds it.
public actor ShopProcess {
  /// A command signs in with a slow hash, and a test machine may be busy.
  private static let commandPatience = Duration.seconds(60)

  /// Where it and its phones keep their files.
  public nonisolated let folder: URL
  public private(set) var url = "http://127.0.0.1:0"
  private let program: URL
  private let directory: URL
  private let log: URL
  private let mails: URL
  /// The newest mail that was read, by address.
  private var read: [String: String] = [:]
  private var server: Command?
  private var password = ""
  private var enrolled: Set<String> = []

  /// Opens a shop, lets `body` use it, and forgets it. What the server complained of stands in the
  /// error.
  public static func with<Value: Sendable>(
    isolation: isolated (any Actor)? = #isolation,
    _ body: (ShopProcess) async throws -> sending Value
  ) async throws -> sending Value {
    let shop = try ShopProcess()
    do {
      try await shop.open()
      let value = try await body(shop)
      await shop.close()
      return value
    } catch {
      let complaints = await shop.complaints
      await shop.close()
      guard !complaints.isEmpty else { throw error }
      throw Command.Failed(description: "\(error)\nThe server said: \(complaints)")
    }
  }

  private init() throws {
    guard let program = ProcessInfo.processInfo.environment["DOUGH_BIN"] else {
      throw Command.Failed(description: "DOUGH_BIN isn't set: run ios/test.sh")
    }
    self.program = URL(fileURLWithPath: program)
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("dough-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    directory = folder.appendingPathComponent("shop")
    log = folder.appendingPathComponent("server.log")
    mails = folder.appendingPathComponent("mails")
  }

  private func open() async throws {
    let files = Repository.scenarios.appendingPathComponent("shop").path
    let said = try await printed("init", directory.path, "--files", files)
    let line = said.split(separator: "\n").first { $0.hasPrefix("password") }
    password = line?.split(separator: " ").dropFirst().first.map(String.init) ?? ""
    try await start()
  }

  private func close() async {
    if let server {
      server.kill()
      _ = try? await server.status()
    }
    try? FileManager.default.removeItem(at: folder)
  }

  public var isRunning: Bool { server != nil }

  /// Runs the server, on the port that it had before.
  public func start() async throws {
    let listen = String(url.dropFirst("http://".count))
    let words =
      ["serve", directory.path, "--payment", "test", "--listen", listen]
      + ["--mail", "folder:\(mails.path)", "--mail-from", "dough@example.com"]
    let server = try Command(
      program, words, in: folder, log: log, environment: ["RUST_LOG": "warn"])
    self.server = server
    try await eventually("the server's address") {
      server.said.contains("\n") || !server.process.isRunning
    }
    let line = server.said.split(separator: "\n").first ?? ""
    url = line.split(separator: " ").last.map(String.init) ?? ""
    guard url.hasPrefix("http://") else {
      throw Command.Failed(description: "the server said: \(line)")
    }
  }

  /// Ends the server as a service manager does, and waits until it has gone.
  public func stop() async throws {
    guard let server else { return }
    server.process.terminate()
    let status = try await server.status()
    self.server = nil
    guard status == 0 else {
      throw Command.Failed(description: "the server ended with \(status)")
    }
  }

  public func check() async throws {
    try await printed("check", directory.path)
  }

  /// Books a sale at a till with a customer's code.
  public func scan(
    _ code: String, at till: String, items: [String], pay: String, transaction: String
  ) async throws -> JSON {
    var words = ["scan", "--shop", Self.shop(of: till), "--code", code]
    words += ["--transaction", transaction, "--pay", pay]
    return try await register(till, words + items.flatMap { ["--item", $0] })
  }

  /// `part`: the options of `dough register refund`; none for all of it.
  public func refund(_ receipt: String, at till: String, part: [String] = []) async throws -> JSON {
    try await register(till, ["refund", receipt] + part)
  }

  /// A command of the kitchen, signed in as the owner.
  public func kitchen(_ shop: String, _ words: [String]) async throws {
    let signedIn = ["--server", url, "--shop", shop, "--password", password]
    try await printed(["kitchen"] + signedIn + words)
  }

  /// The six digits of the newest mail to an address, of those that weren't read yet. Waits for it.
  public func mailedCode(to address: String) async throws -> String {
    var code: String?
    try await eventually("a mail to \(address)") {
      code = try unreadCode(to: address)
      return code != nil
    }
    return code ?? ""
  }

  private func unreadCode(to address: String) throws -> String? {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: mails.path) else {
      return nil
    }
    let unread = names.sorted().reversed().prefix { $0 != read[address] }
    for name in unread {
      let file = mails.appendingPathComponent(name)
      let mail = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        .replacingOccurrences(of: "\r\n", with: "\n")
      let (head, body) = Self.parts(of: mail)
      let lines = head.split(separator: "\n")
      guard lines.contains(where: { $0.hasPrefix("To: ") && $0.contains(address) }) else {
        continue
      }
      // One that is still being written has no digits yet.
      guard let digits = body.firstMatch(of: /\b[0-9]{6}\b/) else { continue }
      read[address] = name
      return String(digits.output)
    }
    return nil
  }

  private static func parts(of mail: String) -> (head: String, body: String) {
    guard let gap = mail.range(of: "\n\n") else { return (mail, "") }
    return (String(mail[..<gap.lowerBound]), String(mail[gap.upperBound...]))
  }

  /// What the server wrote to stderr.
  private var complaints: String {
    (try? Data(contentsOf: log)).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  /// A till's command, answered in JSON. A till is enrolled when it is used first.
  private func register(_ till: String, _ words: [String]) async throws -> JSON {
    let key = folder.appendingPathComponent("\(till).jwk").path
    if enrolled.insert(till).inserted {
      try await printed("paycode", "key", "--out", key)
      _ = try await tillSays(
        key, ["enrol", "--shop", Self.shop(of: till), "--password", password])
    }
    return try await tillSays(key, words)
  }

  private func tillSays(_ key: String, _ words: [String]) async throws -> JSON {
    let output = try await run(["register", "--json", "--server", url, "--key", key] + words)
    guard !output.stdout.isEmpty else {
      throw Command.Failed(description: "dough register \(words[0]): \(output.stderr)")
    }
    return try JSON(parsing: Data(output.stdout.utf8))
  }

  /// What a command that must work printed.
  @discardableResult
  private func printed(_ words: [String]) async throws -> String {
    let output = try await run(words)
    guard output.status == 0 else {
      throw Command.Failed(description: "dough \(words[0]): \(output.stdout)\(output.stderr)")
    }
    return output.stdout
  }

  @discardableResult
  private func printed(_ words: String...) async throws -> String {
    try await printed(words)
  }

  private func run(_ words: [String]) async throws -> Command.Output {
    try await Command(program, words, in: folder).output(within: Self.commandPatience)
  }

  /// `centre-2` is the second till of `centre`.
  private static func shop(of till: String) -> String {
    String(till.prefix { $0 != "-" })
  }
}

/// Where things are in the repository.
public enum Repository {
  public static let root = (0..<4).reduce(URL(fileURLWithPath: #filePath)) { folder, _ in
    folder.deletingLastPathComponent()
  }
  public static let scenarios = root.appendingPathComponent("tests/scenarios")
}
