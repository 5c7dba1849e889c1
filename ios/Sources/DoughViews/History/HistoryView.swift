#if canImport(SwiftUI)
  import DoughKit
  import SwiftUI

  /// What has happened, newest first; older months as sums.
  struct HistoryView: View {
    @Environment(\.locale) private var locale
    let model: HistoryModel
    let receipts: ReceiptsModel

    var body: some View {
      Page {
        ShownView(model.state, none: Words.historyNone, retry: { await model.load() }) { history in
          LazyVStack(alignment: .leading, spacing: Space.small) {
            ForEach(history.lines) { line in
              if let receipt = receipts.receipt(of: line) {
                NavigationLink(value: Route.receipt(receipt)) { HistoryRow(line: line) }
                  .buttonStyle(.plain)
              } else {
                HistoryRow(line: line)
              }
            }
            if history.hasOlder {
              QuietButton(title: Words.historyOlder) { await model.showOlder() }
            }
            if !history.months.isEmpty {
              Heading(words: Words.historyEarlier)
              ForEach(history.months) { MonthRow(month: $0) }
            }
          }
        }
        if let receipts = receipts.state.contents {
          Heading(words: Words.receiptTitle)
          ForEach(receipts) { receipt in
            NavigationLink(value: Route.receipt(receipt)) { ReceiptRow(receipt: receipt) }
              .buttonStyle(.plain)
          }
        }
      }
      .navigationTitle(Text(Words.historyTitle))
      .task {
        await model.load()
        await receipts.load()
      }
    }
  }

  struct HistoryRow: View {
    @Environment(\.locale) private var locale
    let line: HistoryLine

    var body: some View {
      SaidCard {
        Text(verbatim: line.text).letters(.body)
        HStack(spacing: Space.small) {
          Text(verbatim: Say(locale).moment(line.at)).foregroundStyle(Palette.onQuiet)
          Spacer(minLength: Space.small)
          if line.dough != 0 { DoughChange(dough: line.dough) }
          if line.money != Cents(0) { Text(verbatim: line.money.formatted(locale: locale)) }
        }
        .letters(.small)
        if let verified = line.verified {
          Aside(words: verified ? Words.surpriseHonest : Words.surpriseNotChecked)
        }
      }
    }
  }

  /// Dough that came or went.
  struct DoughChange: View {
    let dough: Int64

    var body: some View {
      if dough > 0 {
        Text(Words.commonGained(dough: Int(dough))).foregroundStyle(Palette.leaf)
      } else {
        Text(Words.commonUsed(dough: Int(-dough)))
      }
    }
  }

  struct MonthRow: View {
    @Environment(\.locale) private var locale
    let month: HistoryMonth

    var body: some View {
      SaidCard {
        Text(verbatim: Say(locale).month(month.middle)).letters(.body, .semibold)
        Text(
          Words.historyMonth(count: month.visits, money: month.spent.formatted(locale: locale))
        )
        .letters(.body)
        HStack(spacing: Space.small) {
          if month.gained > 0 { DoughChange(dough: month.gained) }
          if month.used > 0 { DoughChange(dough: -month.used) }
        }
        .letters(.small)
      }
    }
  }

  struct ReceiptRow: View {
    @Environment(\.locale) private var locale
    let receipt: ReceiptContents

    var body: some View {
      SaidCard {
        HStack(alignment: .firstTextBaseline, spacing: Space.small) {
          Text(verbatim: receipt.shopName)
          Spacer(minLength: Space.small)
          Text(verbatim: receipt.total.formatted(locale: locale))
        }
        .letters(.body)
        Text(verbatim: Say(locale).moment(receipt.at))
          .letters(.small)
          .foregroundStyle(Palette.onQuiet)
      }
    }
  }

  /// What was bought, and what it brought.
  struct ReceiptView: View {
    @Environment(\.locale) private var locale
    let receipt: ReceiptContents

    var body: some View {
      Page {
        if receipt.isRefunded {
          Notice(words: Words.receiptRefunded)
        } else if receipt.returned > Cents(0) {
          Notice(
            words: Words.receiptReturned(money: receipt.returned.formatted(locale: locale)))
        }
        Card {
          Text(verbatim: receipt.shopName).letters(.heading, .semibold)
          Text(verbatim: Say(locale).moment(receipt.at))
            .letters(.small)
            .foregroundStyle(Palette.onQuiet)
          Divider()
          LinesView(lines: receipt.lines)
          Divider()
          TotalRow(words: Words.receiptTotal, total: receipt.total)
          TakenOff(off: receipt.off, due: Cents(receipt.total.count - receipt.off.count))
          if receipt.dough > 0 { Aside(words: Words.receiptEarned(dough: Int(receipt.dough))) }
        }
        Aside(words: Words.receiptNumber(code: receipt.id))
      }
      .navigationTitle(Text(Words.receiptTitle))
      .smallTitle()
    }
  }
#endif
