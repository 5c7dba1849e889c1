import BackgroundTasks
import UIKit

/// The system wakes the app now and then, to send what waits and to read what is new.
enum BackgroundRefresh {
  private static let identifier = "\(Settings.bundle).refresh"
  /// Less than the system gives a refresh, so that the pause is done in time.
  private static let limitMs: UInt64 = 20_000

  /// Before the app has started.
  @MainActor
  static func register() {
    BGTaskScheduler.shared.register(forTaskWithIdentifier: identifier, using: .main) { task in
      let ending = TaskEnd(task)
      let work = Task { @MainActor in
        await AppHost.shared.work(limitMs: limitMs)
        ending.end(success: !Task.isCancelled)
      }
      task.expirationHandler = { work.cancel() }
    }
  }

  static func schedule(at date: Date) {
    let request = BGAppRefreshTaskRequest(identifier: identifier)
    request.earliestBeginDate = date
    // Refused in the simulator, and where the customer has turned it off.
    try? BGTaskScheduler.shared.submit(request)
  }
}

/// A task is ended once, from any thread.
private final class TaskEnd: @unchecked Sendable {
  private let task: BGTask

  init(_ task: BGTask) {
    self.task = task
  }

  func end(success: Bool) {
    task.setTaskCompleted(success: success)
  }
}

/// Time that the system gives to put things away, after the app has left the screen.
@MainActor
final class BackgroundTime {
  private var identifier = UIBackgroundTaskIdentifier.invalid

  init() {
    identifier = UIApplication.shared.beginBackgroundTask(withName: "pause") { [weak self] in
      MainActor.assumeIsolated { self?.end() }
    }
  }

  func end() {
    guard identifier != .invalid else { return }
    UIApplication.shared.endBackgroundTask(identifier)
    identifier = .invalid
  }
}
