import Foundation
import LocalAuthentication
import Security

public enum P256 {
  public enum Signing {
    public struct PublicKey: Sendable {
      public var x963Representation: Data { fatalError() }
    }
    public struct ECDSASignature: Sendable {
      public var derRepresentation: Data { fatalError() }
    }
  }
}

public enum SecureEnclave {
  public enum P256 {
    public enum Signing {
      public struct PrivateKey {
        public init(
          compactRepresentable: Bool = true, accessControl: SecAccessControl,
          authenticationContext: LAContext? = nil
        ) throws {}
        public init(
          dataRepresentation: Data, authenticationContext: LAContext? = nil
        ) throws {}
        public var publicKey: CryptoKit.P256.Signing.PublicKey { fatalError() }
        public var dataRepresentation: Data { fatalError() }
        public func signature<D: DataProtocol>(
          for data: D
        ) throws -> CryptoKit.P256.Signing.ECDSASignature { fatalError() }
      }
    }
  }
}
