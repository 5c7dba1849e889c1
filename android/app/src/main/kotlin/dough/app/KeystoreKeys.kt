package dough.app

import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyProperties
import android.security.keystore.StrongBoxUnavailableException
import android.security.keystore.UserNotAuthenticatedException
import dough.core.DeviceKeys
import dough.core.KeyStoreException
import java.math.BigInteger
import java.security.GeneralSecurityException
import java.security.KeyPairGenerator
import java.security.KeyStore
import java.security.PrivateKey
import java.security.Signature
import java.security.interfaces.ECPublicKey
import java.security.spec.ECGenParameterSpec

/**
 * The wallet's two keys, in the phone's secure hardware. The one that pays asks for the user's presence
 * and is open for half a minute afterwards; the one that signs calls is silent.
 */
class KeystoreKeys : DeviceKeys {
    private val store = KeyStore.getInstance(PROVIDER).apply { load(null) }

    override fun payPublicKey(): ByteArray = point(PAY)

    override fun apiPublicKey(): ByteArray = point(API)

    override fun signWithPayKey(message: ByteArray): ByteArray = sign(PAY, message)

    override fun signWithApiKey(message: ByteArray): ByteArray = sign(API, message)

    /** Another wallet needs other keys: after `forgetEverything`. */
    fun delete() {
        listOf(PAY, API).forEach(store::deleteEntry)
    }

    private fun sign(alias: String, message: ByteArray): ByteArray = try {
        Signature.getInstance("SHA256withECDSA").run {
            initSign(key(alias))
            update(message)
            sign()
        }
    } catch (_: UserNotAuthenticatedException) {
        throw KeyStoreException.NeedsUserPresence()
    } catch (failed: GeneralSecurityException) {
        throw KeyStoreException.Failed("$failed")
    }

    /** SEC1, uncompressed: 4, then both coordinates with 32 bytes each. */
    private fun point(alias: String): ByteArray {
        key(alias)
        val point = (store.getCertificate(alias).publicKey as ECPublicKey).w
        return byteArrayOf(UNCOMPRESSED) + bytes(point.affineX) + bytes(point.affineY)
    }

    private fun bytes(number: BigInteger): ByteArray {
        val bytes = number.toByteArray().takeLast(COORDINATE)
        return ByteArray(COORDINATE - bytes.size) + bytes
    }

    @Synchronized
    private fun key(alias: String): PrivateKey = store.getKey(alias, null) as PrivateKey? ?: create(alias)

    private fun create(alias: String): PrivateKey = try {
        generate(alias, strongBox = true)
    } catch (_: StrongBoxUnavailableException) {
        generate(alias, strongBox = false)
    }

    private fun generate(alias: String, strongBox: Boolean): PrivateKey {
        val spec =
            KeyGenParameterSpec
                .Builder(alias, KeyProperties.PURPOSE_SIGN)
                .setAlgorithmParameterSpec(ECGenParameterSpec("secp256r1"))
                .setDigests(KeyProperties.DIGEST_SHA256)
                .setIsStrongBoxBacked(strongBox)
                .setUserAuthenticationRequired(alias == PAY)
                .setUserAuthenticationParameters(OPEN_SECONDS, UNLOCKS)
                .build()
        return KeyPairGenerator
            .getInstance(KeyProperties.KEY_ALGORITHM_EC, PROVIDER)
            .apply { initialize(spec) }
            .generateKeyPair()
            .private
    }

    private companion object {
        const val PROVIDER = "AndroidKeyStore"
        const val PAY = "dough.pay"
        const val API = "dough.api"
        const val OPEN_SECONDS = 30
        const val UNLOCKS = KeyProperties.AUTH_BIOMETRIC_STRONG or KeyProperties.AUTH_DEVICE_CREDENTIAL
        const val COORDINATE = 32
        const val UNCOMPRESSED: Byte = 4
    }
}
