import DoughKit
import DoughViews
import Foundation
import Observation
import UIKit

/// What lives as long as the app: the wallet, its screens' models, and what the rest of the phone shows
/// of it. After the customer has left a wallet, all of it begins anew.
@MainActor
@Observable
final class AppHost {
  static let shared = AppHost()

  private(set) var models: AppModels
  @ObservationIgnored private(set) var life: AppLife

  @ObservationIgnored private let keys = SecureEnclaveKeys()
  @ObservationIgnored private let screen = BrightScreen(PhoneScreen())
  @ObservationIgnored private let presence: OwnerPresence
  @ObservationIgnored private let network = NetworkWatch()
  @ObservationIgnored private var session: DoughSession
  @ObservationIgnored private var following: Task<Void, Never>?
  @ObservationIgnored private var telling: Task<Void, Never>?
  /// Nothing before the system has said so: an app may be started for the background alone.
  @ObservationIgnored private var isInFront: Bool?
  @ObservationIgnored private var latest: HomeContents?

  private init() {
    presence = OwnerPresence(keys: keys)
    session = Self.session(keys)
    life = AppLife(session: session)
    models = Self.models(session, screen, presence)
    follow()
    network.begin { [weak self] in await self?.life.networkChanged() }
  }

  private static func session(_ keys: SecureEnclaveKeys) -> DoughSession {
    DoughSession { () async throws(Problem) -> Wallet in
      let folder: URL
      do {
        folder = try Folders.store()
      } catch {
        throw Problem(kind: .storage, code: "store_read_only", detail: "\(error)")
      }
      let config = AppConfig.config(
        folder: folder, server: Settings.server, preferred: Locale.preferredLanguages,
        version: Settings.version)
      return try await Wallet.open(config, keys: keys)
    }
  }

  private static func models(
    _ session: DoughSession, _ screen: BrightScreen, _ presence: OwnerPresence
  ) -> AppModels {
    AppModels(
      session: session, shop: Settings.lastShop, screen: screen, presence: presence,
      version: Settings.version, exports: Folders.exports
    ) { await AppHost.shared.beginAnew() }
  }

  // MARK: In front, and in the background

  func show(isInFront now: Bool) {
    guard now != isInFront else { return }
    isInFront = now
    let life = life
    if now {
      Task { await life.enter() }
      return
    }
    presence.forget()
    let outbox = latest?.outbox ?? 0
    // The system gives some seconds to put things away.
    let putAway = BackgroundTime()
    Task {
      if outbox > 0 { _ = await life.work(limitMs: 5_000) { await AppHost.shared.tellPhone() } }
      await life.leave()
      scheduleRefresh()
      putAway.end()
    }
  }

  /// Works in a background task of the system.
  func work(limitMs: UInt64) async {
    _ = await life.work(limitMs: limitMs) { await AppHost.shared.tellPhone() }
    scheduleRefresh()
  }

  /// Whether a silent notification was for the wallet.
  func handlePush(_ contents: [AnyHashable: Any]) async -> Bool {
    guard let payload = PushPayload.json(contents) else { return false }
    _ = await life.handlePush(payload, limitMs: 20_000) { await AppHost.shared.tellPhone() }
    return true
  }

  private func scheduleRefresh() {
    BackgroundRefresh.schedule(
      at: Refresh.next(
        outbox: latest?.outbox ?? 0, pickup: latest?.nextPickup?.dueAt, now: Date()))
  }

  // MARK: What the rest of the phone shows

  private func follow() {
    following?.cancel()
    following = Task { [weak self, session] in
      for await home in await session.homes() {
        guard let self, !Task.isCancelled else { return }
        await show(home)
      }
    }
  }

  /// Before a pause: the engine's own word may come too late, and time alone changes what is shown.
  private func tellPhone() async {
    if let home = try? await session.home() { await show(home) }
  }

  /// One after the other: what was begun for one home isn't begun again for the next.
  private func show(_ home: HomeContents) async {
    latest = home
    let before = telling
    let task = Task { [session, isInFront] in
      await before?.value
      let glance = Glance(home)
      Widgets.show(glance)
      await PickupActivities.show(glance?.pickup)
      if let news = try? await session.news() {
        await Notifications.show(news, mayAsk: isInFront == true)
      }
    }
    telling = task
    await task.value
  }

  // MARK: Ways in

  /// A link that opened the app.
  func open(_ link: URL) {
    if let code = InvitationLink.code(in: link, server: Settings.server) {
      models.openInvitation(code: code)
    }
  }

  func showCode() async {
    models.tab = .home
    await models.showCode()
  }

  func open(news id: String) {
    let session = session
    Task {
      guard let news = try? await session.news().first(where: { $0.id == id }) else { return }
      models.go(to: news.route)
    }
  }

  // MARK: The end of a wallet

  /// The phone is out of its wallet: what is stored here goes, with the keys, and another begins.
  private func beginAnew() async {
    let leave = LeaveModel(session: session)
    do throws(Problem) {
      try await leave.forget()
    } catch {
      // The store is still there, and says on the first screen that the wallet was left.
      return
    }
    following?.cancel()
    keys.forget()
    Settings.forget()
    Widgets.show(nil)
    await PickupActivities.show(nil)
    await Notifications.forget()
    session = Self.session(keys)
    life = AppLife(session: session)
    models = Self.models(session, screen, presence)
    if isInFront == true { await life.enter() }
    follow()
  }
}
