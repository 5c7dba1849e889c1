import DoughViews
import SwiftUI
import WidgetKit

@main
struct DoughWidgets: WidgetBundle {
  var body: some Widget {
    GlanceWidget()
    PickupLiveActivity()
  }
}
