// The check's own check. Each line marked `refused:` must be an error, and no other line may be
// one: a stand-in that lets one through is looser than SwiftUI and hides mistakes.

import DoughKit
import Foundation
import SwiftUI

struct Plain: Equatable {
  var name = ""
}

final class Unobserved {
  var name = ""
}

struct Refused: View {
  @Environment(\.colorScheme) private var scheme
  @State private var text = ""
  @State private var plain: Plain?
  @Bindable var topUp: TopUpModel
  let home: HomeModel
  let pay: PayModel
  let contents: HomeContents
  let key: String

  var body: some View { EmptyView() }

  var notAView: some View { 5 }  // refused: Int is no View

  var sentence: some View {
    Text("Pay")  // refused: what is said stands in the catalogue; SwiftUI alone would take it
  }

  var sentenceOfAVariable: some View {
    Text(key)  // refused: a String is no sentence
  }

  var keyOfAVariable: LocalizedStringResource {
    LocalizedStringResource(key)  // refused: a String is no key
  }

  var unknownModifier: some View {
    Text(verbatim: key).boldd()  // refused: no such modifier
  }

  var wrongModifierValue: some View {
    Text(verbatim: key).foregroundStyle("red")  // refused: a text is no style
  }

  var wrongTint: some View {
    EmptyView().tint("red")  // refused: a text is no style
  }

  var shapeNeeded: some View {
    EmptyView().background(Color.white, in: EmptyView())  // refused: an EmptyView is no Shape
  }

  var clippedByAView: some View {
    EmptyView().clipShape(EmptyView())  // refused: an EmptyView is no Shape
  }

  var noModifier: some View {
    EmptyView().modifier(EmptyView())  // refused: an EmptyView is no ViewModifier
  }

  var rowsWithoutIdentity: some View {
    ForEach(0..<3) { number in EmptyView() }  // refused: the identity is missing
  }

  var rowsOfNothingIdentifiable: some View {
    ForEach([Plain()]) { plain in EmptyView() }  // refused: Plain has no identity
  }

  var unknownProperty: some View {
    Text(verbatim: "\(contents.doughs)")  // refused: no such property
  }

  var moneyAsText: some View {
    Text(verbatim: contents.balance)  // refused: money wants a locale
  }

  var toggledByAValue: some View {
    Toggle(isOn: contents.hasEmail) { EmptyView() }  // refused: it wants a binding
  }

  var typedIntoAValue: some View {
    TextField(text: text) { EmptyView() }  // refused: it wants a binding
  }

  var boundToWhatOnlyTheModelSets: some View {
    Toggle(isOn: $topUp.warnsOfLoss) { EmptyView() }  // refused: only the model sets it
  }

  var boundToAnotherType: some View {
    TextField(text: $topUp.amount) { EmptyView() }  // refused: money is no text
  }

  var sheetOfNothingIdentifiable: some View {
    EmptyView().sheet(item: $plain) { _ in EmptyView() }  // refused: Plain has no identity
  }

  var linkToWhatCannotBeCompared: some View {
    NavigationLink(value: Plain()) { EmptyView() }  // refused: Plain isn't Hashable
  }

  var sharedThing: some View {
    ShareLink(item: Plain()) { EmptyView() }  // refused: Plain can't be shared
  }

  var changeOfWhatCannotBeCompared: some View {
    EmptyView().onChange(of: Unobserved()) { _, _ in }  // refused: Unobserved isn't Equatable
  }

  var asyncInSyncAction: some View {
    let load: @MainActor () -> Void = { await home.load() }  // refused: an action is synchronous
    return Button(action: load) { EmptyView() }
  }

  var forgottenState: some View {
    switch pay.state {  // refused: not every state is shown
    case .idle: EmptyView()
    }
  }

  func stateIsReadOnly() {
    home.state = .loading  // refused: only the model sets it
  }

  func offTheMainActor() {
    Task.detached {
      pay.stop()  // refused: the model lives on the main actor
    }
  }

  func schemeIsReadOnly() {
    scheme = .dark  // refused: the environment decides
  }
}

struct NotObserved: View {
  @Bindable var model: Unobserved  // refused: nobody tells when it changes
  var body: some View { EmptyView() }
}
