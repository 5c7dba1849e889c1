import DoughCore
import Foundation
import TestShop
import Testing

@testable import DoughKit

@MainActor
@Suite(.serialized)
struct SettingsTests {
  @Test(.timeLimit(.minutes(2)))
  func nameConsentsAndAddressAreSaved() async throws {
    try await ShopProcess.with { shop in
      let bakery = try await Bakery(shop)
      let session = bakery.session()
      let settings = SettingsModel(session: session)
      #expect(settings.state == .loading)
      await settings.load()
      let home = HomeModel(session: session)
      await home.load()
      try await shows("an open wallet") { home.contents?.access == .open }
      #expect(home.contents?.hasEmail == false)
      await settings.save(name: " Ada ", language: .fr)
      try await shows("the name") { settings.state.contents?.person?.name == "Ada" }
      #expect(settings.state.contents?.person?.language == .fr)
      try await shows("that it is saved") { settings.saving == .done }
      await settings.allow(news: true, research: false)
      try await shows("the consent") { settings.state.contents?.person?.allowsNews == true }
      #expect(settings.state.contents?.person?.allowsResearch == false)
      await settings.save(name: String(repeating: "x", count: 200), language: nil)
      try await shows("that the name is too long") {
        settings.saving.problem?.code == "profile_invalid"
      }

      await settings.sendCode(to: "not an address")
      try await shows("that it is none") {
        if case .sending(_, .failed(let problem)) = settings.email {
          problem.code == "email_invalid"
        } else {
          false
        }
      }
      await settings.sendCode(to: "ada@example.com ")
      try await shows("that the code was sent") {
        settings.email == .asksForCode("ada@example.com")
      }
      await settings.confirm(code: "000000")
      try await shows("that the code is wrong") {
        if case .confirming(_, .failed(let problem)) = settings.email {
          problem.code == "email_code_invalid"
        } else {
          false
        }
      }
      await settings.confirm(code: try await shop.mailedCode(to: "ada@example.com"))
      try await shows("the address") {
        settings.state.contents?.person?.email == "ada@example.com"
      }
      #expect(settings.email == .idle)
      try await shows("that it is known at home") { home.contents?.hasEmail == true }
      #expect(await settings.diagnostics().contains("server:"))
      try await close(session)
    }
  }

  @Test(.timeLimit(.minutes(2)))
  func moneyIsPaidInAfterAWarning() async throws {
    try await ShopProcess.with { shop in
      let bakery = try await Bakery(shop)
      let session = bakery.session()
      let topUp = TopUpModel(session: session)
      let home = HomeModel(session: session)
      await home.load()
      try await shows("an open wallet") { home.contents?.access == .open }
      topUp.amount = TopUpModel.amounts[0]
      await topUp.topUp()
      #expect(topUp.warnsOfLoss)
      #expect(topUp.errand == .idle)
      topUp.dismissWarning()
      #expect(!topUp.warnsOfLoss)
      await topUp.topUp(evenSo: true)
      try await shows("that it was paid in") { topUp.errand == .done }
      #expect(topUp.paying == Cents(1000))
      try await shows("the money") { home.contents?.balance == Cents(1000) }
      try await shop.stop()
      await topUp.topUp()
      try await shows("that it waits for the network") {
        topUp.errand.isUnderWay && topUp.errand.problem?.kind == .offline
      }
      try await close(session)
    }
  }

  @Test(.timeLimit(.minutes(2)))
  func aWalletMovesByTheOtherPhonesCode() async throws {
    try await ShopProcess.with { shop in
      let (old, new) = (try await Bakery(shop), try await Bakery(shop, "new"))
      let (first, second) = (old.session(), new.session())
      try await old.topUp(2000, first)
      let phones = PhonesModel(session: first)
      await phones.load()
      try await shows("this phone") { phones.state.contents?.map(\.isThisOne) == [true] }
      await phones.agreeToAnother()
      guard case .showing(let agreed) = phones.code else {
        Issue.record("it shows \(phones.code)")
        return
      }
      #expect(agreed.expiresAt > Date())

      let home = HomeModel(session: second)
      await home.load()
      try await shows("the second wallet") { home.contents?.access == .open }
      let move = MoveModel(session: second)
      await move.openByPhone(code: "NOSUCHCO")
      try await shows("that the code is wrong") {
        move.state == .failed(move.problem ?? Problem(kind: .other, code: "", detail: ""))
      }
      #expect(move.problem?.code == "enrol_code_invalid")
      await move.openByPhone(code: agreed.code)
      try await shows("that it moved") { move.state == .moved }
      try await shows("the money") { home.contents?.balance == Cents(2000) }
      try await shows("both phones") { phones.state.contents?.count == 2 }
      phones.hideCode()
      #expect(phones.code == .idle)

      let other = try #require(phones.state.contents?.first { !$0.isThisOne })
      await phones.remove(other.id)
      try await shows("one phone") { phones.state.contents?.count == 1 }
      try await shows("that the other is out") { home.contents?.access == .revoked }
      try await close(first)
      try await close(second)
    }
  }

  @Test(.timeLimit(.minutes(2)))
  func aWalletComesBackByEmailAndRestsForADay() async throws {
    try await ShopProcess.with { shop in
      let (old, new) = (try await Bakery(shop), try await Bakery(shop, "new"))
      let (first, second) = (old.session(), new.session())
      let settings = SettingsModel(session: first)
      await settings.load()
      try await old.topUp(1000, first)
      await settings.sendCode(to: "ada@example.com")
      try await shows("that the code was sent") {
        settings.email == .asksForCode("ada@example.com")
      }
      await settings.confirm(code: try await shop.mailedCode(to: "ada@example.com"))
      try await shows("the address") { settings.state.contents?.person?.email != nil }

      let home = HomeModel(session: second)
      await home.load()
      try await shows("the second wallet") { home.contents?.access == .open }
      let move = MoveModel(session: second)
      move.keepsOthers = false
      await move.sendCode(to: "ada@example.com")
      #expect(move.state == .asksForCode(email: "ada@example.com"))
      await move.openByEmail(code: "000000")
      try await shows("that the code is wrong, and is asked for again") {
        if case .asksForCode("ada@example.com", let problem?) = move.state {
          problem.code == "email_code_invalid"
        } else {
          false
        }
      }
      await move.openByEmail(code: try await shop.mailedCode(to: "ada@example.com"))
      try await shows("that it moved") { move.state == .moved }
      try await shows("the money") { home.contents?.balance == Cents(1000) }
      try await shows("that it rests") { home.contents?.spendsFrom.map { $0 > Date() } == true }
      move.startOver()
      #expect(move.state == .idle)
      try await close(first)
      try await close(second)
    }
  }

  @Test(.timeLimit(.minutes(2)))
  func theCustomerTakesTheDataAndLeaves() async throws {
    try await ShopProcess.with { shop in
      let bakery = try await Bakery(shop)
      let session = bakery.session()
      try await bakery.topUp(500, session)
      let leave = LeaveModel(session: session)
      let folder = shop.folder.appendingPathComponent("export")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      await leave.export(to: folder)
      guard case .written(let json, let page) = leave.export else {
        Issue.record("it shows \(leave.export)")
        return
      }
      #expect(try Data(contentsOf: json).count > 2)
      #expect(try Data(contentsOf: page).count > 2)

      await leave.logOut()
      try await shows("that it is the last phone") { leave.leaving == .asksToGiveUp }
      leave.dismiss()
      await leave.erase(.none)
      try await shows("that there is money left") {
        if case .failed(let problem) = leave.leaving {
          problem.code == "balance_left"
        } else {
          false
        }
      }
      let home = HomeModel(session: session)
      await home.load()
      await leave.erase(.paidOut)
      try await shows("that it is over") { leave.leaving == .left }
      try await shows("it at home") { home.contents?.access == .erased }
      try await leave.forget()
      #expect(!FileManager.default.fileExists(atPath: bakery.config.store))
    }
  }

  @Test func withoutANetworkWhatNeedsOneSaysSo() async throws {
    let folder = try Folder()
    let session = offlineSession(folder)
    let phones = PhonesModel(session: session)
    await phones.agreeToAnother()
    if case .failed(let problem) = phones.code {
      #expect(problem.kind == .offline)
    } else {
      Issue.record("it shows \(phones.code)")
    }
    await phones.load()
    #expect(phones.state == .empty)
    let move = MoveModel(session: session)
    await move.sendCode(to: "ada@example.com")
    #expect(move.problem?.kind == .offline)
    let leave = LeaveModel(session: session)
    await leave.export(to: URL(fileURLWithPath: "/nowhere"))
    if case .failed(let problem) = leave.export {
      #expect(problem.kind == .offline)
    } else {
      Issue.record("it shows \(leave.export)")
    }
    let settings = SettingsModel(session: session)
    await settings.load()
    #expect(settings.state.contents?.person == nil)
    await settings.save(name: "Ada", language: nil)
    #expect(settings.saving.isUnderWay)
    try await session.wallet().call { $0.pause() }
    await settings.load()
    await phones.load()
    #expect(settings.state.problem?.code == "paused")
    #expect(phones.state.problem?.code == "paused")
    try await session.wallet().call { try $0.resume() }
    try await close(session)
  }
}

extension MoveModel {
  var problem: Problem? {
    if case .failed(let problem) = state { problem } else { nil }
  }
}
