package dough.state

import dough.core.PayCode

/** The pay code's screen. */
sealed interface PayState {
    /** No code is wanted. */
    data object Idle : PayState

    /** A code is being made. */
    data object Preparing : PayState

    /** A code to show. */
    data class Showing(
        /** The payment session, which all of its pictures belong to. */
        val session: ULong,
        /** What the register reads. */
        val text: String,
        /** The same as a picture. */
        val picture: Picture,
        /** Until when it is good. A fresh one comes before. */
        val expiresAt: Long,
        /** Up to so many cents may be paid with it; nothing where it only earns. */
        val maxCents: Long?,
        /** Whether it earns. */
        val earns: Boolean,
        /** What its voucher is for; nothing where it uses none. */
        val voucher: String?,
    ) : PayState

    /** It was used at a till. */
    data class Used(
        /** What was paid, used and earned, in the customer's language. */
        val text: String,
        /** The sum of the sale in cents, however it was paid. */
        val totalCents: Long,
        /** What it earned. */
        val dough: Long,
    ) : PayState

    /** There is no code. */
    data class Failed(val failure: Failure) : PayState
}

/** A QR code without its quiet zone. */
class Picture(
    /** Modules on a side. */
    val width: Int,
    private val modules: ByteArray,
) {
    init {
        require(modules.size == width * width) { "${modules.size} modules aren't $width rows" }
    }

    fun isDark(column: Int, row: Int): Boolean = modules[row * width + column] != LIGHT

    private companion object {
        const val LIGHT: Byte = 0
    }
}

internal fun PayCode.picture() = Picture(width.toInt(), modules)
