import Foundation
import TestShop
import Testing

/// Bindings that don't fit the library. A process can load one library, so a program of its own is
/// built: generated Swift whose expectations an argument makes wrong, LibraryCheck.swift and
/// DoughKit as they are, and the real library.
struct StaleLibraryTests {
  private static let patience = Duration.seconds(120)
  private let folder: Folder

  init() throws {
    folder = try Folder()
  }

  @Test(.timeLimit(.minutes(4)))
  func bindingsThatDoNotFitTheLibraryAreAnErrorAndNoCrash() async throws {
    try await build()
    #expect(try await said("nothing") == "fits; opened")
    #expect(try await said("interface") == "interface; other library_mismatch")
    #expect(try await said("generator") == "generator; other library_mismatch")
  }

  private func said(_ wrong: String) async throws -> String {
    let program = [folder.path("stale"), wrong, folder.path("dough.db")]
    return try await printed(by: program, in: folder.url, within: Self.patience)
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }

  private func build() async throws {
    let sources = Repository.root.appendingPathComponent("ios/Sources")
    let core = sources.appendingPathComponent("DoughCore")
    let generated = try patched(core.appendingPathComponent("DoughCore.swift"))
    let map = sources.appendingPathComponent("DoughCoreFFI/module.modulemap").path
    let library = try #require(
      ProcessInfo.processInfo.environment["DOUGH_LIB_DIR"], "run ios/test.sh")
    let common = ["swiftc", "-parse-as-library", "-Xcc", "-fmodule-map-file=\(map)"]

    try await compile(
      common + ["-swift-version", "5", "-module-name", "DoughCore", "-emit-module"]
        + ["-emit-library", "-static", "-o", folder.path("libStaleCore.a")]
        + [generated, core.appendingPathComponent("LibraryCheck.swift").path])
    let kit = sources.appendingPathComponent("DoughKit")
    let files = try FileManager.default.subpathsOfDirectory(atPath: kit.path)
      .filter { $0.hasSuffix(".swift") }.map { kit.appendingPathComponent($0).path }
    try program.write(toFile: folder.path("Program.swift"), atomically: true, encoding: .utf8)
    var linked = ["-I", folder.url.path, "-L", folder.url.path, "-lStaleCore"]
    linked += ["-L", library, "-ldough_ffi", "-Xlinker", "-rpath", "-Xlinker", library]
    #if os(Linux)
      linked += ["-Xlinker", "--allow-shlib-undefined"]
    #endif
    try await compile(
      common + linked + ["-swift-version", "6", "-o", folder.path("stale")]
        + files + [folder.path("Program.swift")])
  }

  private func compile(_ words: [String]) async throws {
    _ = try await printed(by: words, in: folder.url, within: Self.patience)
  }

  /// The generated Swift, as if it were made for another library where an argument says so.
  private func patched(_ file: URL) throws -> String {
    var text = try String(contentsOf: file, encoding: .utf8)
    for (expected, wrong) in [
      ("checksum_method_dough_home() != ", "interface"),
      ("let bindings_contract_version = ", "generator"),
    ] {
      let parts = text.components(separatedBy: expected)
      try #require(parts.count == 2, "the generated Swift has another form")
      let number = parts[1].prefix { $0.isNumber }
      let either = "(CommandLine.arguments[1] == \"\(wrong)\" ? 1 : \(number))"
      text = parts[0] + expected + either + parts[1].dropFirst(number.count)
    }
    try text.write(toFile: folder.path("DoughCore.swift"), atomically: true, encoding: .utf8)
    return folder.path("DoughCore.swift")
  }

  private let program = """
    import DoughCore
    import Foundation

    @main
    struct Program {
      static func main() async {
        let fit: String
        do throws(LibraryMismatch) {
          try checkLibrary()
          fit = "fits"
        } catch {
          fit = "\\(error)"
        }
        let config = Config(
          store: CommandLine.arguments[2], server: "http://127.0.0.1:9", language: .en,
          appVersion: "1.0.0")
        do throws(Problem) {
          _ = try await Wallet.open(config, keys: Keys())
          print("\\(fit); opened")
        } catch {
          print("\\(fit); \\(error.kind) \\(error.code)")
        }
      }
    }

    /// The generator's point: no key of the library can be made before it was checked.
    final class Keys: DeviceKeys {
      private static let point = Data(
        base64Encoded:
          "BGsX0fLhLEJH+Lzm5WOkQPJ3A32BLeszoPShOUXYmMKWT+NC4v4af5uO5+tKfA+eFivOM1drMV7Oy7ZAaDe/UfU=")!
      func payPublicKey() -> Data { Self.point }
      func apiPublicKey() -> Data { Self.point }
      func signWithPayKey(message: Data) -> Data { Data(count: 64) }
      func signWithApiKey(message: Data) -> Data { Data(count: 64) }
    }
    """
}
