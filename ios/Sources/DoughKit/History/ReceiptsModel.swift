import DoughCore
import Foundation
import Observation

public struct ReceiptContents: Hashable, Sendable, Identifiable {
  public let id: String
  public let shopName: String
  public let at: Date
  public let lines: [OrderLine]
  public let total: Cents
  /// What a voucher or a reward took off.
  public let off: Cents
  public let dough: Int64
  /// The money that went back of it.
  public let returned: Cents
  /// Whether all of it was refunded.
  public let isRefunded: Bool
}

/// The receipts, newest first.
@MainActor
@Observable
public final class ReceiptsModel {
  public private(set) var state = Shown<[ReceiptContents]>.loading

  @ObservationIgnored private let reader: Reader<[ReceiptContents]>

  public init(session: DoughSession) {
    reader = Reader(session) { core in
      let menu = core.menu()
      let receipts = try core.receipts().map { ReceiptContents($0, menu: menu) }
      return receipts.isEmpty ? nil : receipts
    }
  }

  public func load() async {
    if case .failed = state { state = .loading }
    await reader.load { [weak self] in self?.state = $0 }
  }

  /// The receipt that a line of history is about, if it is there.
  public func receipt(of line: HistoryLine) -> ReceiptContents? {
    line.receipt.flatMap { id in state.contents?.first { $0.id == id } }
  }
}

extension ReceiptContents {
  init(_ receipt: Receipt, menu: ShopMenu?) {
    id = receipt.id
    shopName = menu?.shop(receipt.shop)?.name ?? receipt.shop
    at = Date(millis: receipt.at)
    lines = receipt.lines.map { OrderLine($0, menu: menu) }
    total = Cents(receipt.total)
    off = Cents(receipt.off)
    dough = receipt.dough
    returned = Cents(receipt.returned)
    isRefunded = receipt.refunded
  }
}
