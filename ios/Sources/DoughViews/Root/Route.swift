import DoughKit

/// Where a tap leads.
public enum Route: Hashable, Sendable {
  case topUp
  case basket
  case review
  case orders
  case order(OrderContents.ID)
  case change(OrderContents)
  case rewards
  case surprise(UInt64)
  case invite
  case history
  case receipt(ReceiptContents)
  case news
  case settings
  case email
  case phones
  case move
  case leave
}
