#if canImport(SwiftUI)
  import DoughKit
  import Foundation
  import SwiftUI

  /// A day, and one of its times.
  struct PickupPicker: View {
    @Environment(\.locale) private var locale
    let model: OrderModel

    var body: some View {
      Heading(words: Words.orderWhen)
      ScrollView(.horizontal, showsIndicators: false) {
        HStack(spacing: Space.small) {
          ForEach(model.days) { day in
            ChoiceButton(title: name(of: day), isChosen: day == model.day) {
              Task { await model.chooseDay(day) }
            }
          }
        }
      }
      ShownView(model.times, none: Words.orderNoTimes, retry: askAgain) { times in
        VStack(alignment: .leading, spacing: Space.small) {
          LazyVGrid(
            columns: [GridItem(.adaptive(minimum: 84), spacing: Space.small)], spacing: Space.small
          ) {
            ForEach(times.times) { time in
              ChoiceButton(title: time.label, isChosen: time == model.time) { model.choose(time) }
            }
          }
          if times.isEstimate { Aside(words: Words.orderEstimate) }
        }
      }
    }

    private func askAgain() async {
      await model.chooseDay()
    }

    private func name(of day: PickupDay) -> String {
      DayName(day, in: model.shop?.timeZone, locale: locale).text
    }
  }

  /// "Today", "Tomorrow", "Thursday 18 June".
  struct DayName {
    let text: String

    init(_ day: PickupDay, in timeZone: TimeZone?, locale: Locale) {
      text =
        switch day.distance {
        case .today: String(localized: Words.commonToday)
        case .tomorrow: String(localized: Words.commonTomorrow)
        case .later: Say(locale).day(day.noon, in: timeZone ?? .current)
        }
    }
  }
#endif
