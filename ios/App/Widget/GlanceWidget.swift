import DoughKit
import DoughViews
import Foundation
import SwiftUI
import WidgetKit

struct GlanceEntry: TimelineEntry {
  let date: Date
  /// Nothing until the app has left something.
  let glance: Glance?
}

/// Reads what the app has left. The wallet itself is the app's alone.
struct GlanceProvider: TimelineProvider {
  func placeholder(in context: Context) -> GlanceEntry {
    GlanceEntry(date: .now, glance: nil)
  }

  func getSnapshot(in context: Context, completion: @escaping (GlanceEntry) -> Void) {
    completion(GlanceEntry(date: .now, glance: GlanceFile.shared?.read()))
  }

  func getTimeline(
    in context: Context, completion: @escaping (Timeline<GlanceEntry>) -> Void
  ) {
    let (now, glance) = (Date.now, GlanceFile.shared?.read())
    let dates = [now] + (glance?.turningPoints(after: now) ?? [])
    let entries = dates.map { GlanceEntry(date: $0, glance: glance) }
    // The app says when there is something new.
    completion(Timeline(entries: entries, policy: .never))
  }
}

struct GlanceWidget: Widget {
  var body: some WidgetConfiguration {
    StaticConfiguration(kind: "glance", provider: GlanceProvider()) { entry in
      GlanceWidgetView(glance: entry.glance, now: entry.date)
        .containerBackground(for: .widget) { GlanceGround() }
    }
    .configurationDisplayName(Text(Words.appName))
    .description(Text(Words.systemWidget))
    .supportedFamilies([.systemSmall, .systemMedium])
  }
}
