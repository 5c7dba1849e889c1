import ActivityKit
import DoughKit
import DoughViews
import SwiftUI
import WidgetKit

/// A pickup on the lock screen and in the Dynamic Island.
struct PickupLiveActivity: Widget {
  var body: some WidgetConfiguration {
    ActivityConfiguration(for: PickupAttributes.self) { context in
      PickupBanner(pickup: context.state)
    } dynamicIsland: { context in
      DynamicIsland {
        DynamicIslandExpandedRegion(.center) {
          PickupBanner(pickup: context.state)
        }
      } compactLeading: {
        PickupSymbol(isReady: context.state.isReady)
      } compactTrailing: {
        Text(verbatim: context.state.code)
      } minimal: {
        PickupSymbol(isReady: context.state.isReady)
      }
    }
  }
}
