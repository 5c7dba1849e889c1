import Foundation

/// A link that opened the app.
public enum InvitationLink {
  /// Where the server's invitations are: `https://shop.example/i/ABCDEFGH`.
  private static let folder = "i"

  /// The code of an invitation; nothing where the link is something else, or another server's. Whether
  /// somebody has the code, the server says.
  public static func code(in link: URL, server: URL) -> String? {
    guard let host = link.host(), host.lowercased() == server.host()?.lowercased(),
      link.scheme?.lowercased() == server.scheme?.lowercased(), link.port == server.port
    else { return nil }
    let parts = link.pathComponents.filter { $0 != "/" }
    let isCode =
      parts.last.map { code in
        code.count == 8 && code.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
      } ?? false
    guard parts.count == 2, parts[0] == folder, isCode else { return nil }
    return parts[1].uppercased()
  }
}
