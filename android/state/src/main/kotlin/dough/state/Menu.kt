package dough.state

import dough.core.Catalogue
import java.time.ZoneId

/** What a shop is called; its id where the menu doesn't have it. */
internal fun Catalogue?.shopName(id: String): String = this?.shops?.find { it.id == id }?.name ?: id

/** What an item is called; its id where the menu doesn't have it. */
internal fun Catalogue?.itemName(id: String): String = this?.items?.find { it.id == id }?.name ?: id

/** The zone of a shop; that of the phone where the menu doesn't have it. */
internal fun Catalogue?.zoneOf(shop: String): ZoneId =
    this?.shops?.find { it.id == shop }?.let { ZoneId.of(it.timeZone) } ?: ZoneId.systemDefault()
