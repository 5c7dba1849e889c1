#if canImport(SwiftUI)
  import DoughKit
  import Foundation
  import SwiftUI

  /// The widget: dough, and the next pickup where there is one.
  public struct GlanceWidgetView: View {
    @Environment(\.locale) private var locale
    private let glance: Glance?
    private let now: Date

    public init(glance: Glance?, now: Date) {
      self.glance = glance
      self.now = now
    }

    public var body: some View {
      VStack(alignment: .leading, spacing: Space.small) {
        if let pickup = glance?.pickup(at: now) {
          PickupBanner(pickup: pickup)
        } else if let glance {
          Text(verbatim: glance.dough.formatted(.number.locale(locale))).letters(.figure, .bold)
          Text(Words.commonDough).letters(.body)
          if let wanted = glance.dotsInRow {
            Aside(words: Words.homeDots(filled: Int(glance.dots), wanted: Int(wanted)))
          }
        } else {
          Text(Words.homeNotOpenYet).letters(.small)
        }
      }
      .frame(maxWidth: .infinity, maxHeight: .infinity, alignment: .leading)
      .foregroundStyle(Palette.onGround)
    }
  }

  /// What is behind the widget.
  public struct GlanceGround: View {
    public init() {}

    public var body: some View {
      Rectangle().fill(Palette.ground)
    }
  }

  /// A pickup in few words.
  public struct PickupBanner: View {
    private let pickup: Glance.Pickup

    public init(pickup: Glance.Pickup) {
      self.pickup = pickup
    }

    public var body: some View {
      VStack(alignment: .leading, spacing: Space.hair) {
        Text(pickup.isReady ? Words.homePickupReady : Words.homeNextPickup)
          .letters(.small, .semibold)
        HStack(alignment: .firstTextBaseline, spacing: Space.small) {
          Text(verbatim: pickup.time).letters(.title, .bold)
          Text(verbatim: pickup.shopName).letters(.body)
        }
        Text(Words.homePickupCode(code: pickup.code)).letters(.body, .semibold)
      }
      .padding(Space.medium)
      .accessibilityElement(children: .combine)
    }
  }

  /// Whether it is ready, as a sign.
  public struct PickupSymbol: View {
    private let isReady: Bool

    public init(isReady: Bool) {
      self.isReady = isReady
    }

    public var body: some View {
      Image(systemName: isReady ? "checkmark.circle.fill" : "bag.fill")
        .accessibilityLabel(Text(isReady ? Words.homePickupReady : Words.homeNextPickup))
    }
  }
#endif
