import ActivityKit
import DoughKit
import Foundation
import WidgetKit

/// The Live Activity of the next pickup, as `PickupStep` wants it.
@MainActor
enum PickupActivities {
  static func show(_ pickup: Glance.Pickup?) async {
    guard ActivityAuthorizationInfo().areActivitiesEnabled else { return }
    let running = Activity<PickupAttributes>.activities
    let shown = running.map(\.content.state)
    for step in PickupStep.steps(running: shown, wanted: pickup, now: Date()) {
      switch step {
      case .start(let pickup):
        _ = try? Activity.request(
          attributes: PickupAttributes(order: pickup.order), content: content(pickup))
      case .update(let pickup):
        await activity(of: pickup.order, in: running)?.update(content(pickup))
      case .end(let order):
        await activity(of: order, in: running)?.end(nil, dismissalPolicy: .immediate)
      }
    }
  }

  private static func activity(
    of order: String, in running: [Activity<PickupAttributes>]
  ) -> Activity<PickupAttributes>? {
    running.first { $0.attributes.order == order }
  }

  /// It is stale when the pickup is over, whether or not the app has run since.
  private static func content(_ pickup: Glance.Pickup) -> ActivityContent<Glance.Pickup> {
    ActivityContent(state: pickup, staleDate: pickup.dueAt.addingTimeInterval(3600))
  }
}

/// Leaves the widget what it shows.
@MainActor
enum Widgets {
  static func show(_ glance: Glance?) {
    guard let file = GlanceFile.shared, (try? file.write(glance)) == true else { return }
    WidgetCenter.shared.reloadAllTimelines()
  }
}
