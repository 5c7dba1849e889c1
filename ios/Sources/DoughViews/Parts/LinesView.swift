#if canImport(SwiftUI)
  import DoughKit
  import SwiftUI

  /// Lines of an order or a receipt: how many of what, and for how much.
  struct LinesView: View {
    @Environment(\.locale) private var locale
    let lines: [OrderLine]

    var body: some View {
      VStack(alignment: .leading, spacing: Space.small) {
        ForEach(lines) { line in
          VStack(alignment: .leading, spacing: Space.hair) {
            HStack(alignment: .firstTextBaseline, spacing: Space.small) {
              Text(verbatim: "\(line.quantity.formatted(.number.locale(locale))) ×")
                .foregroundStyle(Palette.onQuiet)
              Text(verbatim: line.name)
              Spacer(minLength: Space.small)
              if let amount = line.amount {
                Text(verbatim: amount.formatted(locale: locale))
              }
            }
            .letters(.body)
            LineNotes(line: line)
          }
          .accessibilityElement(children: .combine)
        }
      }
    }
  }

  /// The changes of a line, and what it contains.
  struct LineNotes: View {
    let line: OrderLine

    var body: some View {
      if !line.changes.isEmpty {
        Text(verbatim: line.changes.joined(separator: ", "))
          .letters(.small)
          .foregroundStyle(Palette.onQuiet)
      }
      if !line.allergens.isEmpty {
        Aside(words: Words.orderAllergens(letters: line.allergens.joined(separator: ", ")))
      }
      if line.crossContact {
        Aside(words: Words.orderCrossContact)
      }
    }
  }

  /// What a voucher or a reward takes off, and what is left; nothing where there is none.
  struct TakenOff: View {
    @Environment(\.locale) private var locale
    let off: Cents
    let due: Cents

    var body: some View {
      if off > Cents(0) {
        HStack(alignment: .firstTextBaseline) {
          Text(Words.orderOff)
          Spacer(minLength: Space.small)
          Text(verbatim: Cents(-off.count).formatted(locale: locale))
        }
        .letters(.body)
        .accessibilityElement(children: .combine)
        TotalRow(words: Words.orderDue, total: due)
      }
    }
  }

  /// A sum under lines.
  struct TotalRow: View {
    @Environment(\.locale) private var locale
    let words: LocalizedStringResource
    let total: Cents

    var body: some View {
      HStack(alignment: .firstTextBaseline) {
        Text(words)
        Spacer(minLength: Space.small)
        Text(verbatim: total.formatted(locale: locale))
      }
      .letters(.subheading, .bold)
      .accessibilityElement(children: .combine)
    }
  }
#endif
