package dough.ui

import java.awt.image.BufferedImage
import kotlin.math.abs

/** Pictures side by side in a sheet. */
private const val COLUMNS = 4

/** Squares of so many pixels are compared: what a letter's edge does within one isn't seen. */
private const val SQUARE = 4

/** By how much, of 255, a square may be brighter or redder before it looks otherwise. */
private const val SEEN = 10

/** The share of squares that may look otherwise: fonts of another release, not another word. */
internal const val MOST_CHANGED = 0.000_2

/** Pictures of one size on a sheet, at half of it: what people look at, and what is compared. */
internal fun sheet(pictures: List<BufferedImage>): BufferedImage {
    val (width, height) = pictures[0].width / 2 to pictures[0].height / 2
    val rows = (pictures.size + COLUMNS - 1) / COLUMNS
    val sheet = BufferedImage(COLUMNS * width, rows * height, BufferedImage.TYPE_INT_RGB)
    pictures.forEachIndexed { at, picture ->
        for (x in 0 until width) {
            for (y in 0 until height) {
                sheet.setRGB(at % COLUMNS * width + x, at / COLUMNS * height + y, picture.mean(2 * x, 2 * y, 2).rgb())
            }
        }
    }
    return sheet
}

/** The share of a picture that looks otherwise than another one; all of it where the size is another. */
internal fun changed(one: BufferedImage, other: BufferedImage): Double {
    if (one.width != other.width || one.height != other.height) return 1.0
    var squares = 0
    var seen = 0
    for (x in 0..one.width - SQUARE step SQUARE) {
        for (y in 0..one.height - SQUARE step SQUARE) {
            val (first, second) = one.mean(x, y, SQUARE) to other.mean(x, y, SQUARE)
            squares += 1
            if (first.indices.any { abs(first[it] - second[it]) > SEEN }) seen += 1
        }
    }
    return seen.toDouble() / squares
}

/** The mean of a square's blue, green and red. */
private fun BufferedImage.mean(left: Int, top: Int, side: Int): DoubleArray {
    val sums = DoubleArray(3)
    for (x in left until left + side) {
        for (y in top until top + side) {
            val pixel = getRGB(x, y)
            for (part in sums.indices) sums[part] += (pixel shr (8 * part) and 0xFF).toDouble()
        }
    }
    return DoubleArray(3) { sums[it] / (side * side) }
}

private fun DoubleArray.rgb(): Int = indices.sumOf { Math.round(this[it]).toInt() shl (8 * it) }
