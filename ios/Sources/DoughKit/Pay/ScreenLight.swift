/// The screen's brightness, 0 to 1.
@MainActor
public protocol ScreenLight: AnyObject {
  var brightness: Double { get set }
}

/// Makes the screen bright while a code shows, and puts back what was set before.
@MainActor
public final class BrightScreen {
  private let light: any ScreenLight
  private var before: Double?

  public init(_ light: any ScreenLight) {
    self.light = light
  }

  public func raise() {
    guard before == nil else { return }
    before = light.brightness
    light.brightness = 1
  }

  /// What the customer has set meanwhile stays.
  public func putBack() {
    guard let before else { return }
    self.before = nil
    if light.brightness == 1 { light.brightness = before }
  }
}
