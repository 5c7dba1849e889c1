package dough.ui

import com.google.zxing.BarcodeFormat
import com.google.zxing.BinaryBitmap
import com.google.zxing.DecodeHintType
import com.google.zxing.client.j2se.BufferedImageLuminanceSource
import com.google.zxing.common.HybridBinarizer
import com.google.zxing.qrcode.QRCodeReader
import dough.state.Picture
import java.awt.image.BufferedImage
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue

private const val BLACK = 0xFF000000.toInt()
private const val WHITE = -1
private const val QUIET_ZONE = 4

/** The text of the QR code in a picture. */
internal fun read(image: BufferedImage): String {
    val bitmap = BinaryBitmap(HybridBinarizer(BufferedImageLuminanceSource(image)))
    val hints = mapOf(DecodeHintType.POSSIBLE_FORMATS to listOf(BarcodeFormat.QR_CODE))
    return QRCodeReader().decode(bitmap, hints).text
}

/** A code is drawn module for module, in whole pixels, with four modules of pure white around it. */
internal fun assertExact(picture: Picture, image: BufferedImage) {
    val columns = (0 until image.width).filter { x -> (0 until image.height).any { image.getRGB(x, it) == BLACK } }
    val rows = (0 until image.height).filter { y -> (0 until image.width).any { image.getRGB(it, y) == BLACK } }
    val side = columns.last() - columns.first() + 1
    assertEquals(side, rows.last() - rows.first() + 1, "a square")
    assertEquals(0, side % picture.width, "whole pixels")
    val module = side / picture.width
    val zone = -QUIET_ZONE * module until side + QUIET_ZONE * module
    for (x in zone) {
        for (y in zone) {
            val inCode = x in 0 until side && y in 0 until side
            val dark = inCode && picture.isDark(x / module, y / module)
            val found = image.getRGB(columns.first() + x, rows.first() + y)
            assertTrue(found == if (dark) BLACK else WHITE) { "at $x, $y of the code: ${"%x".format(found)}" }
        }
    }
}
