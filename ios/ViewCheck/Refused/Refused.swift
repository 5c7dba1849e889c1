// The check's own check. Each line marked `refused:` must be an error, and no other line may be
// one: a stand-in that lets one through is looser than SwiftUI and hides mistakes.

import DoughKit
import Foundation
import SwiftUI

struct Refused: View {
  @Environment(\.colorScheme) private var scheme
  let home: HomeModel
  let pay: PayModel
  let contents: HomeContents

  var body: some View { EmptyView() }

  var notAView: some View { 5 }  // refused: Int is no View

  var unknownModifier: some View {
    Text("x").boldd()  // refused: no such modifier
  }

  var wrongModifierValue: some View {
    Text("x").foregroundStyle("red")  // refused: a text is no style
  }

  var shapeNeeded: some View {
    Text("x").background(Color.white, in: Text("y"))  // refused: a Text is no Shape
  }

  var rowsWithoutIdentity: some View {
    ForEach(0..<3) { number in Text("\(number)") }  // refused: the identity is missing
  }

  var unknownProperty: some View {
    Text("\(contents.doughs)")  // refused: no such property
  }

  var moneyAsText: some View {
    Text(verbatim: contents.balance)  // refused: money wants a locale
  }

  var asyncInSyncAction: some View {
    let load: @MainActor () -> Void = { await home.load() }  // refused: an action is synchronous
    return Button(action: load) { Text("x") }
  }

  var forgottenState: some View {
    switch pay.state {  // refused: not every state is shown
    case .idle: Text("x")
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
