// swift-tools-version: 6.0
import PackageDescription

// The folder with the Rust library. An environment variable moves it; the default is the
// workspace's own debug build.
let libraryFolder =
  Context.environment["DOUGH_LIB_DIR"] ?? "\(Context.packageDirectory)/../target/debug"

// How a program on this machine finds the library, when it is linked and when it runs. An app for
// a phone links the static library itself.
let here: [Platform] = [.linux, .macOS]
let library: [LinkerSetting] = [
  .linkedLibrary("dough_ffi", .when(platforms: here)),
  .unsafeFlags(
    ["-L", libraryFolder, "-Xlinker", "-rpath", "-Xlinker", libraryFolder],
    .when(platforms: here)),
  // libswiftObservation.so of Swift 6.0 has an undefined symbol of its own.
  .unsafeFlags(["-Xlinker", "--allow-shlib-undefined"], .when(platforms: [.linux])),
]

let strict: [SwiftSetting] = [.unsafeFlags(["-warnings-as-errors"])]

let package = Package(
  name: "Dough",
  defaultLocalization: "en",
  platforms: [.iOS(.v17), .macOS(.v14)],
  products: [
    .library(name: "DoughCore", targets: ["DoughCore"]),
    .library(name: "DoughKit", targets: ["DoughKit"]),
    .library(name: "DoughViews", targets: ["DoughViews"]),
  ],
  // Each target names every module of the package that it imports, even one that another brings
  // along: where one isn't named, the target isn't compiled anew when that module changes, and then
  // calls the wrong method. test.sh checks it.
  targets: [
    // The C header and its module map, generated.
    .systemLibrary(name: "DoughCoreFFI"),
    // The generated Swift, in the language mode that it is written for, and the library's check.
    .target(
      name: "DoughCore",
      dependencies: ["DoughCoreFFI"],
      swiftSettings: [.swiftLanguageMode(.v5)],
      linkerSettings: library),
    // What screens show and do, without a user interface: runs on Linux too.
    .target(name: "DoughKit", dependencies: ["DoughCore"], swiftSettings: strict),
    // Screens. Each file stands in `#if canImport(SwiftUI)`, so that Linux compiles nothing here.
    .target(
      name: "DoughViews", dependencies: ["DoughKit"], resources: [.process("Resources")],
      swiftSettings: strict),
    // A shop as a process, for the tests.
    .target(name: "TestShop", path: "Tests/TestShop", swiftSettings: strict),
    .testTarget(
      name: "DoughKitTests", dependencies: ["DoughCore", "DoughKit", "TestShop"],
      swiftSettings: strict),
    .testTarget(
      name: "ScenarioTests", dependencies: ["DoughCore", "DoughKit", "TestShop"],
      swiftSettings: strict),
  ]
)
