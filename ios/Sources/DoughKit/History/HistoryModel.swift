import DoughCore
import Foundation
import Observation

/// A line of history.
public struct HistoryLine: Hashable, Sendable, Identifiable {
  /// The journal's number.
  public let id: UInt64
  public let at: Date
  /// What happened and why, in the customer's language.
  public let text: String
  /// What it did to the dough to spend.
  public let dough: Int64
  /// What it did to the money to spend.
  public let money: Cents
  /// The receipt that the line is about.
  public let receipt: ReceiptContents.ID?
  /// Whether the phone found the draw honest, where the line is an opened surprise.
  public let verified: Bool?
}

/// What happened in a month whose lines are gone.
public struct HistoryMonth: Hashable, Sendable, Identifiable {
  /// "2025-06"
  public let id: String
  /// A day of it, to say its name.
  public let middle: Date
  public let visits: Int
  public let spent: Cents
  public let gained: Int64
  public let used: Int64
}

public struct HistoryContents: Hashable, Sendable {
  /// Newest first.
  public let lines: [HistoryLine]
  /// Whether there are older ones to ask for.
  public let hasOlder: Bool
  /// Shown after the last line.
  public let months: [HistoryMonth]
}

/// What has happened, page by page.
@MainActor
@Observable
public final class HistoryModel {
  public private(set) var state = Shown<HistoryContents>.loading

  @ObservationIgnored private let session: DoughSession
  @ObservationIgnored private let page: Int
  @ObservationIgnored private var wanted: Int
  @ObservationIgnored private var reader: Reader<HistoryContents>

  public init(session: DoughSession, page: Int = 50) {
    self.session = session
    self.page = page
    wanted = page
    reader = Self.reader(session, page)
  }

  private static func reader(
    _ session: DoughSession, _ wanted: Int
  ) -> Reader<HistoryContents> {
    Reader(session) { try HistoryContents($0, wanted: wanted) }
  }

  public func load() async {
    if case .failed = state { state = .loading }
    await reader.load { [weak self] in self?.state = $0 }
  }

  /// Shows another page of older lines.
  public func showOlder() async {
    guard state.contents?.hasOlder == true else { return }
    wanted += page
    reader = Self.reader(session, wanted)
    await load()
  }
}

extension HistoryContents {
  /// The newest lines, as many as are wanted; nothing where nothing has happened yet.
  init?(_ core: Dough, wanted: Int) throws {
    // One more than is shown tells whether there are older ones.
    let found = try core.history(limit: UInt32(wanted + 1))
    lines = found.prefix(wanted).map(HistoryLine.init)
    hasOlder = found.count > wanted
    months = hasOlder ? [] : try core.earlierMonths().compactMap(HistoryMonth.init)
    if lines.isEmpty, months.isEmpty { return nil }
  }
}

extension HistoryLine {
  init(_ entry: HistoryEntry) {
    id = entry.seq
    at = Date(millis: entry.at)
    text = entry.text
    dough = entry.dough
    money = Cents(entry.cents)
    receipt = entry.receipt
    verified = entry.verified
  }
}

extension HistoryMonth {
  init?(_ month: Month) {
    guard let middle = try? Date("\(month.month)-15T12:00:00Z", strategy: .iso8601) else {
      return nil
    }
    id = month.month
    self.middle = middle
    visits = Int(month.visits)
    spent = Cents(month.cents)
    gained = month.gained
    used = month.used
  }
}
