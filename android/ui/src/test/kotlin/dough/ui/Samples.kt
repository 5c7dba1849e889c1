package dough.ui

import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.graphics.toComposeImageBitmap
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel
import com.google.zxing.qrcode.encoder.Encoder
import dough.state.Dots
import dough.state.Failure
import dough.state.FailureKind
import dough.state.HomeState
import dough.state.PayState
import dough.state.Pickup
import dough.state.Picture
import dough.state.WalletAccess
import dough.ui.order.Pictures
import java.io.File
import org.jetbrains.skia.Image

/** Pictures of a menu: one that is there, all others still on their way. */
internal object SamplePictures : Pictures {
    const val THERE = "croissant"
    const val COMING = "cappuccino"
    private val croissant = decoded(File("../../examples/bakery/images/croissant.png"))

    override fun kept(image: String, side: Int) = croissant.takeIf { image == THERE }

    override suspend fun bring(image: String, side: Int) = null
}

/** A picture of a file, as a desktop reads it. */
internal fun decoded(file: File): ImageBitmap = Image.makeFromEncoded(file.readBytes()).toComposeImageBitmap()

internal val NEW =
    HomeState(
        dough = 1,
        pendingDough = 0,
        owedDough = 0,
        dots = Dots(filled = 1, wanted = 7),
        surprises = 0,
        cents = 0,
        heldCents = 0,
        vouchers = 0,
        pickup = null,
        offlineSince = null,
        outbox = 0,
        unread = 0,
        hasEmail = true,
        spendsFrom = null,
        access = WalletAccess.OPEN,
    )

internal val REGULAR =
    NEW.copy(
        dough = 5,
        pendingDough = 1,
        dots = Dots(filled = 5, wanted = 7),
        cents = 2430,
        heldCents = 1610,
        vouchers = 2,
        pickup = Pickup(order = "order-1", shopName = "Rue du Midi", code = "A07", time = "08:45", ready = false),
    )

internal val SURPRISED =
    NEW.copy(dough = 7, dots = Dots(filled = 0, wanted = 7), surprises = 1, cents = 1180, vouchers = 1)

/** 16 June 2026, 06:20 UTC. */
internal const val EARLY = 1_781_590_800_000

internal val FAILED = Failure(FailureKind.STORAGE, "storage_failed")

/** As long as a real code is, and as many modules. */
internal val SHOWING = showing("BK1:" + "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".repeat(5).take(170))

internal val USED = PayState.Used(text = "Paid EUR 12.50, +1 dough", totalCents = 1250, dough = 1)

internal fun showing(text: String): PayState.Showing {
    val matrix = Encoder.encode(text, ErrorCorrectionLevel.M).matrix
    val modules = (0 until matrix.height).flatMap { row -> matrix.array[row].asList() }.toByteArray()
    return PayState.Showing(
        session = 1u,
        text = text,
        picture = Picture(matrix.width, modules),
        expiresAt = EARLY,
        maxCents = 2500,
        earns = true,
        voucher = null,
    )
}
