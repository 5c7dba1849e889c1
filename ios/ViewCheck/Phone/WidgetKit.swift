import ActivityKit
import Foundation
import SwiftUI

public protocol TimelineEntry {
  var date: Date { get }
}

public struct TimelineReloadPolicy: Sendable {
  public static let never = TimelineReloadPolicy()
}

public struct Timeline<Entry: TimelineEntry> {
  public init(entries: [Entry], policy: TimelineReloadPolicy) {}
}

public struct TimelineProviderContext {}

public protocol TimelineProvider {
  associatedtype Entry: TimelineEntry
  typealias Context = TimelineProviderContext
  func placeholder(in context: Context) -> Entry
  func getSnapshot(in context: Context, completion: @escaping (Entry) -> Void)
  func getTimeline(in context: Context, completion: @escaping (Timeline<Entry>) -> Void)
}

public enum WidgetFamily: Sendable {
  case systemSmall, systemMedium
}

@MainActor @preconcurrency
public protocol WidgetConfiguration {
  associatedtype Body: WidgetConfiguration
  @MainActor @preconcurrency var body: Body { get }
}
extension Never: WidgetConfiguration {}

@MainActor @preconcurrency
public protocol Widget {
  associatedtype Body: WidgetConfiguration
  @MainActor @preconcurrency var body: Body { get }
  @MainActor @preconcurrency init()
}

@MainActor @preconcurrency
public protocol WidgetBundle {
  associatedtype Body: Widget
  @WidgetBundleBuilder @MainActor @preconcurrency var body: Body { get }
  @MainActor @preconcurrency init()
}
extension WidgetBundle {
  @MainActor public static func main() {}
}

public struct _Widgets: Widget {
  public init() {}
  public var body: _Configuration { fatalError() }
}
public struct _Configuration: WidgetConfiguration {
  public var body: Never { fatalError() }
}

@resultBuilder
public struct WidgetBundleBuilder {
  public static func buildBlock<each W: Widget>(_ widget: repeat each W) -> _Widgets {
    fatalError()
  }
}

public struct StaticConfiguration<Content: View>: WidgetConfiguration {
  @MainActor
  public init<Provider: TimelineProvider>(
    kind: String, provider: Provider, @ViewBuilder content: @escaping (Provider.Entry) -> Content
  ) {}
  public var body: Never { fatalError() }
}

extension WidgetConfiguration {
  public func configurationDisplayName(_ name: Text) -> some WidgetConfiguration {
    _Configuration()
  }
  public func description(_ text: Text) -> some WidgetConfiguration { _Configuration() }
  public func supportedFamilies(_ families: [WidgetFamily]) -> some WidgetConfiguration {
    _Configuration()
  }
}

extension ContainerBackgroundPlacement {
  public static var widget: ContainerBackgroundPlacement { fatalError() }
}

public struct ActivityViewContext<Attributes: ActivityAttributes> {
  public var attributes: Attributes { fatalError() }
  public var state: Attributes.ContentState { fatalError() }
}

public struct ActivityConfiguration<Attributes: ActivityAttributes>: WidgetConfiguration {
  @MainActor
  public init<Content: View>(
    for attributesType: Attributes.Type,
    @ViewBuilder content: @escaping (ActivityViewContext<Attributes>) -> Content,
    dynamicIsland: @escaping (ActivityViewContext<Attributes>) -> DynamicIsland
  ) {}
  public var body: Never { fatalError() }
}

public enum DynamicIslandExpandedRegionPosition: Sendable {
  case leading, trailing, center, bottom
}

@MainActor
public struct DynamicIslandExpandedRegion<Content: View> {
  public init(
    _ position: DynamicIslandExpandedRegionPosition, @ViewBuilder content: () -> Content
  ) {}
}

public struct DynamicIslandExpandedContent {}

@resultBuilder
public struct DynamicIslandExpandedContentBuilder {
  public static func buildBlock<Content: View>(
    _ region: DynamicIslandExpandedRegion<Content>
  ) -> DynamicIslandExpandedContent { fatalError() }
}

@MainActor
public struct DynamicIsland {
  public init<Leading: View, Trailing: View, Minimal: View>(
    @DynamicIslandExpandedContentBuilder expanded: () -> DynamicIslandExpandedContent,
    @ViewBuilder compactLeading: () -> Leading, @ViewBuilder compactTrailing: () -> Trailing,
    @ViewBuilder minimal: () -> Minimal
  ) {}
}

public final class WidgetCenter: @unchecked Sendable {
  public static let shared = WidgetCenter()
  public func reloadAllTimelines() {}
}
