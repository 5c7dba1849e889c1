#if canImport(SwiftUI)
  import DoughKit
  import Foundation
  import SwiftUI

  /// What is new, until it is over.
  struct NewsView: View {
    let model: NewsModel

    var body: some View {
      Page {
        ShownView(model.state, none: Words.newsNone, retry: { await model.load() }) { news in
          LazyVStack(spacing: Space.small) {
            ForEach(news) { one in
              NavigationLink(value: one.route) { NewsRow(news: one) }
                .buttonStyle(.plain)
            }
          }
        }
      }
      .navigationTitle(Text(Words.newsTitle))
      .task { await model.load() }
      // Marked on leaving: what is new stays marked as such while one reads it.
      .onDisappear { Task { await model.markSeen() } }
    }
  }

  struct NewsRow: View {
    @Environment(\.locale) private var locale
    let news: News

    var body: some View {
      SaidCard {
        HStack(alignment: .firstTextBaseline, spacing: Space.small) {
          Image(systemName: symbol).foregroundStyle(Palette.crust).accessibilityHidden(true)
          Text(news.words(locale)).letters(.body, news.isSeen ? .regular : .bold)
        }
        Text(verbatim: Say(locale).moment(news.at))
          .letters(.small)
          .foregroundStyle(Palette.onQuiet)
      }
    }

    private var symbol: String {
      switch news.kind {
      case .surpriseReady: "gift"
      case .orderReady: "bag"
      case .voucherEnds: "ticket"
      case .doughEnds: "hourglass"
      case .friendRewarded: "person.2"
      }
    }
  }

  extension News {
    /// What a customer is told, here and in a notification.
    public func words(_ locale: Locale) -> LocalizedStringResource {
      switch kind {
      case .surpriseReady: Words.newsSurpriseReady
      case .orderReady(_, let shopName, let code): Words.newsOrderReady(code: code, shop: shopName)
      case .voucherEnds(_, let name, let end):
        Words.newsVoucherEnds(date: Say(locale).date(end), name: name)
      case .doughEnds(let dough, let until):
        Words.newsDoughEnds(dough: Int(dough), date: Say(locale).date(until))
      case .friendRewarded(let dough): Words.newsFriendRewarded(dough: Int(dough))
      }
    }

    /// Where a tap leads.
    public var route: Route {
      switch kind {
      case .surpriseReady(let number): .surprise(number)
      case .orderReady(let id, _, _): .order(id)
      case .voucherEnds, .doughEnds: .rewards
      case .friendRewarded: .invite
      }
    }
  }
#endif
