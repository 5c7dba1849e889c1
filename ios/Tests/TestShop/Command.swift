import Foundation

/// A program that runs, with its output in files: nothing has to read along, and nothing blocks.
struct Command: Sendable {
  struct Failed: Error, CustomStringConvertible {
    let description: String
  }

  struct Output: Sendable {
    let status: Int32
    let stdout: String
    let stderr: String
  }

  let process: Process
  private let stdout: URL
  private let stderr: URL
  private let ended: AsyncStream<Int32>

  init(
    _ program: URL, _ words: [String], in folder: URL, log: URL? = nil,
    environment: [String: String] = [:]
  ) throws {
    let name = UUID().uuidString
    stdout = folder.appendingPathComponent("\(name).out")
    stderr = log ?? folder.appendingPathComponent("\(name).err")
    process = Process()
    process.executableURL = program
    process.arguments = words
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try Self.appending(to: stdout)
    process.standardError = try Self.appending(to: stderr)
    let (ended, told) = AsyncStream.makeStream(of: Int32.self)
    self.ended = ended
    process.terminationHandler = {
      told.yield($0.terminationStatus)
      told.finish()
    }
    try Self.withSignalsOpen { try process.run() }
  }

  /// Swift's threads may block every signal on Linux, and a child begins with what the thread that
  /// starts it blocks: it would never hear SIGTERM.
  private static func withSignalsOpen(_ start: () throws -> Void) rethrows {
    var (none, before) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    try start()
  }

  var said: String { Self.text(of: stdout) }

  /// Waits for its end, once; ends it by force where that takes too long.
  func status(within limit: Duration = patience) async throws -> Int32 {
    let ended = ended
    do {
      return try await within(limit, for: "the end of \(process.arguments ?? [])") {
        for await status in ended { return status }
        throw CancellationError()
      }
    } catch {
      kill()
      throw error
    }
  }

  /// What it wrote, once it has ended.
  func output(within limit: Duration) async throws -> Output {
    let status = try await status(within: limit)
    return Output(status: status, stdout: said, stderr: Self.text(of: stderr))
  }

  func kill() {
    if process.isRunning {
      Foundation.kill(process.processIdentifier, SIGKILL)
    }
  }

  private static func appending(to file: URL) throws -> FileHandle {
    if !FileManager.default.fileExists(atPath: file.path) {
      try Data().write(to: file)
    }
    let handle = try FileHandle(forWritingTo: file)
    try handle.seekToEnd()
    return handle
  }

  private static func text(of file: URL) -> String {
    (try? Data(contentsOf: file)).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }
}

/// Runs a program that must work, in a folder that it may write to. Returns what it printed.
public func printed(by words: [String], in folder: URL, within limit: Duration) async throws
  -> String
{
  let env = URL(fileURLWithPath: "/usr/bin/env")
  let output = try await Command(env, words, in: folder).output(within: limit)
  guard output.status == 0 else {
    throw Command.Failed(description: "\(words): \(output.stdout)\(output.stderr)")
  }
  return output.stdout
}
