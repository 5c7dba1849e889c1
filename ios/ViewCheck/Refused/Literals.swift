// The control of ViewCheck/literals.py, which reads it; it is never compiled. Each line marked
// `refused:` holds words that a customer would read, and no other line does.

struct Literals: View {
  let name: String

  var body: some View {
    VStack {
      Text(Words.homeBalance)
      Image(systemName: "gift.fill")
      Text(verbatim: "\(count) × \(name)")  // "words" in a comment are none
      Text(verbatim: names.joined(separator: ", "))
      Text("Balance")  // refused: a sentence
      Text(verbatim: "balance")  // refused: a word that looks like a symbol's name
      Text(verbatim: "Hello \(name)")  // refused: half a sentence
      Text(verbatim: "\(isOn ? "on" : "off")")  // refused: words within an interpolation
      Notice(words: words, title: "Please note")  // refused: two words
      Button(title: "Été") { act() }  // refused: letters of any language
      Text(
        verbatim: name + "and others")  // refused: on a line of its own
    }
  }
}
