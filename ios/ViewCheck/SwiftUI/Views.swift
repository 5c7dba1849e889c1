import Foundation

public struct Text: _Leaf, Equatable {
  public init(_ resource: LocalizedStringResource) {}
  public init(verbatim content: String) {}
  public func bold() -> Text { self }
  public func foregroundStyle<S: ShapeStyle>(_ style: S) -> Text { self }
}

public struct Image: _Leaf, Equatable {
  public init(systemName: String) {}
  public func resizable() -> Image { self }
}

public enum AsyncImagePhase: Sendable {
  case empty
  case success(Image)
  case failure(any Error)
}

public struct AsyncImage<Content: View>: _Leaf {
  public init(
    url: URL?, scale: CGFloat = 1, @ViewBuilder content: @escaping (AsyncImagePhase) -> Content
  ) {}
}

public struct Label<Title: View, Icon: View>: _Leaf {
  public init(@ViewBuilder title: () -> Title, @ViewBuilder icon: () -> Icon) {}
}

public struct ProgressView<Label: View, CurrentValueLabel: View>: _Leaf {
  public init() where Label == EmptyView, CurrentValueLabel == EmptyView {}
}

public struct Group<Content> {}
extension Group: View where Content: View {
  public typealias Body = Never
  public var body: Never { fatalError() }
  public init(@ViewBuilder content: () -> Content) {}
}

public struct VStack<Content: View>: _Leaf {
  public init(
    alignment: HorizontalAlignment = .center, spacing: CGFloat? = nil,
    @ViewBuilder content: () -> Content
  ) {}
}

public struct LazyVStack<Content: View>: _Leaf {
  public init(
    alignment: HorizontalAlignment = .center, spacing: CGFloat? = nil,
    @ViewBuilder content: () -> Content
  ) {}
}

public struct HStack<Content: View>: _Leaf {
  public init(
    alignment: VerticalAlignment = .center, spacing: CGFloat? = nil,
    @ViewBuilder content: () -> Content
  ) {}
}

public struct ZStack<Content: View>: _Leaf {
  public init(alignment: Alignment = .center, @ViewBuilder content: () -> Content) {}
}

public struct ViewThatFits<Content: View>: _Leaf {
  public init(in axes: Axis.Set = [.horizontal, .vertical], @ViewBuilder content: () -> Content) {}
}

public struct GridItem: Sendable {
  public enum Size: Sendable {
    case flexible(minimum: CGFloat = 10, maximum: CGFloat = .infinity)
    case adaptive(minimum: CGFloat, maximum: CGFloat = .infinity)
  }
  public init(_ size: Size = .flexible(), spacing: CGFloat? = nil, alignment: Alignment? = nil) {}
}

public struct LazyVGrid<Content: View>: _Leaf {
  public init(
    columns: [GridItem], alignment: HorizontalAlignment = .center, spacing: CGFloat? = nil,
    @ViewBuilder content: () -> Content
  ) {}
}

public struct Spacer: _Leaf {
  public init(minLength: CGFloat? = nil) {}
}

public struct Divider: _Leaf {
  public init() {}
}

public struct ScrollView<Content: View>: _Leaf {
  public init(
    _ axes: Axis.Set = .vertical, showsIndicators: Bool = true, @ViewBuilder content: () -> Content
  ) {}
}

public struct ForEach<Data: RandomAccessCollection, ID: Hashable, Content> {}
extension ForEach: View where Content: View {
  public typealias Body = Never
  public var body: Never { fatalError() }
  public init(
    _ data: Data, id: KeyPath<Data.Element, ID>,
    @ViewBuilder content: @escaping (Data.Element) -> Content
  ) {}
  public init(_ data: Data, @ViewBuilder content: @escaping (Data.Element) -> Content)
  where Data.Element: Identifiable, ID == Data.Element.ID {}
}

public struct ButtonRole: Equatable, Sendable {
  public static let destructive = ButtonRole()
  public static let cancel = ButtonRole()
}

public struct Button<Label: View>: _Leaf {
  public init(action: @escaping @MainActor () -> Void, @ViewBuilder label: () -> Label) {}
  public init(
    role: ButtonRole?, action: @escaping @MainActor () -> Void, @ViewBuilder label: () -> Label
  ) {}
}

public struct Toggle<Label: View>: _Leaf {
  public init(isOn: Binding<Bool>, @ViewBuilder label: () -> Label) {}
}

public struct TextField<Label: View>: _Leaf {
  public init(text: Binding<String>, prompt: Text? = nil, @ViewBuilder label: () -> Label) {}
}

public struct Picker<Label: View, SelectionValue: Hashable, Content: View>: _Leaf {
  public init(
    selection: Binding<SelectionValue>, @ViewBuilder content: () -> Content,
    @ViewBuilder label: () -> Label
  ) {}
}

public struct DisclosureGroup<Label: View, Content: View>: _Leaf {
  public init(@ViewBuilder content: @escaping () -> Content, @ViewBuilder label: () -> Label) {}
}

public protocol Transferable {}
extension URL: Transferable {}
extension String: Transferable {}

public struct ShareLink<Label: View>: _Leaf {
  public init<I: Transferable>(
    item: I, subject: Text? = nil, message: Text? = nil, @ViewBuilder label: () -> Label
  ) {}
}

// MARK: Places

public struct NavigationPath: Equatable {
  public init() {}
  public mutating func append<V: Hashable>(_ value: V) {}
}

public struct NavigationStack<Data, Root: View>: _Leaf {
  public init(path: Binding<NavigationPath>, @ViewBuilder root: () -> Root)
  where Data == NavigationPath {}
}

public struct NavigationLink<Label: View, Destination: View>: _Leaf {
  public init<P: Hashable>(value: P?, @ViewBuilder label: () -> Label)
  where Destination == Never {}
}

public struct TabView<SelectionValue: Hashable, Content: View>: _Leaf {
  public init(selection: Binding<SelectionValue>?, @ViewBuilder content: () -> Content) {}
}

// MARK: Time

public protocol TimelineSchedule {}
public struct PeriodicTimelineSchedule: TimelineSchedule, Sendable {}
extension TimelineSchedule where Self == PeriodicTimelineSchedule {
  public static func periodic(from: Date, by: TimeInterval) -> PeriodicTimelineSchedule {
    fatalError()
  }
}

public struct EveryMinuteTimelineSchedule: TimelineSchedule, Sendable {}
public typealias TimelineViewDefaultContext =
  TimelineView<EveryMinuteTimelineSchedule, Never>.Context

public struct TimelineView<Schedule: TimelineSchedule, Content> {
  public struct Context {
    public var date: Date { fatalError() }
  }
}
extension TimelineView: View where Content: View {
  public typealias Body = Never
  public var body: Never { fatalError() }
  public init(
    _ schedule: Schedule, @ViewBuilder content: @escaping (TimelineViewDefaultContext) -> Content
  ) {}
}

/// The views must not mean it where they mean a name of their own.
public struct Menu<Label: View, Content: View>: _Leaf {
  public init(@ViewBuilder content: () -> Content, @ViewBuilder label: () -> Label) {}
}
