package dough.ui

import com.google.zxing.BinaryBitmap
import com.google.zxing.DecodeHintType
import com.google.zxing.client.j2se.BufferedImageLuminanceSource
import com.google.zxing.common.GlobalHistogramBinarizer
import com.google.zxing.qrcode.QRCodeReader
import dough.state.Picture
import java.awt.image.BufferedImage
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue

private const val BLACK = 0xFF000000.toInt()
private const val WHITE = -1
private const val QUIET_ZONE = 4

/** Where a code stands in a picture: the only black that there is. */
private class Place(val left: Int, val top: Int, val side: Int)

private fun placed(image: BufferedImage): Place {
    val columns = (0 until image.width).filter { x -> (0 until image.height).any { image.getRGB(x, it) == BLACK } }
    val rows = (0 until image.height).filter { y -> (0 until image.width).any { image.getRGB(it, y) == BLACK } }
    val side = columns.last() - columns.first() + 1
    assertEquals(side, rows.last() - rows.first() + 1, "a square")
    return Place(columns.first(), rows.first(), side)
}

/**
 * The text of the QR code in a picture. It is read where it stands: the library that reads it looks
 * for a code by guessing, and now and then doesn't find one in a picture without a fault.
 */
internal fun read(image: BufferedImage): String {
    val place = placed(image)
    val code = image.getSubimage(place.left, place.top, place.side, place.side)
    val bitmap = BinaryBitmap(GlobalHistogramBinarizer(BufferedImageLuminanceSource(code)))
    return QRCodeReader().decode(bitmap, mapOf(DecodeHintType.PURE_BARCODE to true)).text
}

/** A code is drawn module for module, in whole pixels, with four modules of pure white around it. */
internal fun assertExact(picture: Picture, image: BufferedImage) {
    val place = placed(image)
    val side = place.side
    assertEquals(0, side % picture.width, "whole pixels")
    val module = side / picture.width
    val zone = -QUIET_ZONE * module until side + QUIET_ZONE * module
    for (x in zone) {
        for (y in zone) {
            val inCode = x in 0 until side && y in 0 until side
            val dark = inCode && picture.isDark(x / module, y / module)
            val found = image.getRGB(place.left + x, place.top + y)
            assertTrue(found == if (dark) BLACK else WHITE) { "at $x, $y of the code: ${"%x".format(found)}" }
        }
    }
}
