#if canImport(SwiftUI)
  import DoughKit
  import Foundation
  import SwiftUI

  /// The customer's invitation, what became of it, and a friend's to accept.
  struct InviteView: View {
    @Environment(\.locale) private var locale
    @Bindable var model: InviteModel

    var body: some View {
      Page {
        ShownView(model.state, none: Words.homeNotOpenYet, retry: { await model.load() }) {
          invite in
          VStack(alignment: .leading, spacing: Space.medium) {
            if let award = invite.award {
              Aside(
                words: Words.inviteExplain(
                  dough: Int(award.inviter), friendDough: Int(award.friend)))
            }
            if let own = invite.own {
              share(own, business: invite.business)
            } else {
              EmptyPlace(words: Words.homeNotOpenYet)
            }
            friends(invite.friends)
            accept(invite.accepted)
          }
        }
      }
      .navigationTitle(Text(Words.inviteTitle))
      .task { await model.load() }
    }

    @ViewBuilder private func share(_ own: InviteContents.Own, business: String?) -> some View {
      Card {
        SquaresView(squares: own.picture, label: Words.invitePicture)
          .clipShape(RoundedRectangle(cornerRadius: Corner.small))
        Text(verbatim: own.code)
          .letters(.title, .bold)
          .frame(maxWidth: .infinity)
      }
      ShareLink(
        item: String(
          localized: Words.inviteMessage(
            business: business ?? String(localized: Words.appName),
            link: own.link.absoluteString))
      ) {
        MainLabel(title: Words.inviteShare)
      }
      .buttonStyle(.plain)
    }

    @ViewBuilder private func friends(_ friends: [Friendship]) -> some View {
      Heading(words: Words.inviteFriends)
      if friends.isEmpty {
        EmptyPlace(words: Words.inviteNone)
      }
      ForEach(friends) { friend in
        SaidCard {
          Text(friend.state.words(locale)).letters(.body)
          Text(verbatim: Say(locale).date(friend.since))
            .letters(.small)
            .foregroundStyle(Palette.onQuiet)
        }
      }
    }

    @ViewBuilder private func accept(_ accepted: Friendship?) -> some View {
      Heading(words: Words.inviteAcceptTitle)
      if let accepted {
        SaidCard {
          Text(Words.inviteAccepted).letters(.body)
          Aside(words: accepted.state.words(locale))
        }
      } else {
        Field(Words.inviteAcceptLabel, text: $model.typed, typed: .code)
        QuietButton(title: Words.inviteAccept, isBusy: model.errand.isUnderWay) {
          await model.accept()
        }
        ErrandLine(errand: model.errand)
      }
    }
  }

  extension Friendship.State {
    fileprivate func words(_ locale: Locale) -> LocalizedStringResource {
      switch self {
      case .joined: Words.inviteJoined
      case .qualified: Words.inviteQualified
      case .pending(let day?): Words.invitePending(date: Say(locale).date(day))
      case .pending(nil): Words.inviteQualified
      case .rewarded: Words.inviteRewarded
      case .refused: Words.inviteRefused
      }
    }
  }
#endif
