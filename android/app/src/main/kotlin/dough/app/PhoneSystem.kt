package dough.app

import android.app.Activity
import android.content.Intent
import android.graphics.ImageDecoder
import android.hardware.biometrics.BiometricManager.Authenticators.BIOMETRIC_STRONG
import android.hardware.biometrics.BiometricManager.Authenticators.DEVICE_CREDENTIAL
import android.hardware.biometrics.BiometricPrompt
import android.os.CancellationSignal
import android.view.WindowManager.LayoutParams
import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.graphics.asImageBitmap
import dough.ui.app.PhoneActions
import java.io.File
import java.io.IOException

/** What the phone does for the screens. */
class PhoneSystem(private val activity: Activity) : PhoneActions {
    override fun share(text: String) =
        offer(Intent(Intent.ACTION_SEND).setType("text/plain").putExtra(Intent.EXTRA_TEXT, text))

    override fun shareFile(path: String) {
        val uri = SharedFiles.uri(File(path))
        offer(
            Intent(Intent.ACTION_SEND)
                .setType("text/html")
                .putExtra(Intent.EXTRA_STREAM, uri)
                .addFlags(Intent.FLAG_GRANT_READ_URI_PERMISSION),
        )
    }

    override fun exportFolder(): String = SharedFiles.folder(activity).path

    /** Full brightness, no sleep and no screenshots while the code shows. */
    override fun codeShows(shows: Boolean) = activity.window.run {
        if (shows) addFlags(WHILE_CODE_SHOWS) else clearFlags(WHILE_CODE_SHOWS)
        attributes =
            attributes.apply {
                screenBrightness =
                    if (shows) LayoutParams.BRIGHTNESS_OVERRIDE_FULL else LayoutParams.BRIGHTNESS_OVERRIDE_NONE
            }
    }

    override fun readPicture(path: String, side: Int): ImageBitmap? = try {
        val source = ImageDecoder.createSource(File(path))
        ImageDecoder
            .decodeBitmap(source) { decoder, info, _ ->
                decoder.setTargetSampleSize(maxOf(1, minOf(info.size.width, info.size.height) / side))
            }.asImageBitmap()
    } catch (_: IOException) {
        null
    }

    override fun unlock(then: () -> Unit) {
        val prompt =
            BiometricPrompt
                .Builder(activity)
                .setTitle(activity.getString(R.string.unlock_title))
                .setAllowedAuthenticators(BIOMETRIC_STRONG or DEVICE_CREDENTIAL)
                .build()
        val opened =
            object : BiometricPrompt.AuthenticationCallback() {
                override fun onAuthenticationSucceeded(result: BiometricPrompt.AuthenticationResult) = then()
            }
        prompt.authenticate(CancellationSignal(), activity.mainExecutor, opened)
    }

    private fun offer(intent: Intent) = activity.startActivity(Intent.createChooser(intent, null))

    private companion object {
        const val WHILE_CODE_SHOWS = LayoutParams.FLAG_SECURE or LayoutParams.FLAG_KEEP_SCREEN_ON
    }
}
