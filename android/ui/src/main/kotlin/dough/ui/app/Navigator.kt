package dough.ui.app

import androidx.compose.runtime.Composable
import androidx.compose.runtime.mutableStateListOf
import androidx.compose.runtime.saveable.listSaver
import androidx.compose.runtime.saveable.rememberSaveable

/** A screen, with what it shows. Written as a path, so that the system can keep it. */
sealed class Place(val path: String) {
    data object Home : Place("home")

    data object Menu : Place("menu")

    data object Rewards : Place("rewards")

    data object More : Place("more")

    data class Code(val voucher: ULong? = null) : Place(if (voucher == null) "code" else "code/$voucher")

    data class Dish(val item: String) : Place("dish/$item")

    data object Basket : Place("basket")

    data object Review : Place("review")

    data object Orders : Place("orders")

    data class Order(val id: String) : Place("order/$id")

    /** Another shape of an order. */
    data class Change(val order: String) : Place("change/$order")

    data class Surprise(val number: ULong) : Place("surprise/$number")

    /** [typed]: the code or link of an invitation that the app was opened with. */
    data class Invite(val typed: String = "") : Place("invite/$typed")

    data object History : Place("history")

    data class Receipt(val id: String) : Place("receipt/$id")

    data object News : Place("news")

    data object TopUp : Place("top-up")

    data object Settings : Place("settings")

    data object Phones : Place("phones")

    data object MoveHere : Place("move-here")

    companion object {
        // Lazy: a place that is touched first has its companion made before itself.

        /** Those that have a tab. */
        val TABS by lazy { listOf(Home, Menu, Rewards, More) }

        private val PLAIN by lazy {
            TABS + listOf(Basket, Review, Orders, History, News, TopUp, Settings, Phones, MoveHere)
        }

        /** The place of a path; the first screen where there is none. */
        fun at(path: String): Place {
            val (name, what) = path.split("/", limit = 2).let { it[0] to it.getOrElse(1) { "" } }
            return when (name) {
                "code" -> Code(what.toULongOrNull())
                "dish" -> Dish(what)
                "order" -> Order(what)
                "change" -> Change(what)
                "surprise" -> what.toULongOrNull()?.let(::Surprise) ?: Home
                "invite" -> Invite(what)
                "receipt" -> Receipt(what)
                else -> PLAIN.find { it.path == path } ?: Home
            }
        }
    }
}

/** What a link opens: an invitation's `https://HOST/i/CODE`, or the first screen. */
fun placeOf(link: String?): Place {
    val code = link?.substringAfter("/i/", "")?.takeWhile { it.isLetterOrDigit() }.orEmpty()
    return if (code.isEmpty()) Place.Home else Place.Invite(code)
}

/** Where the customer is, and how they came there. */
class Navigator(places: List<Place> = listOf(Place.Home)) {
    private val stack = mutableStateListOf<Place>().apply { addAll(places) }

    val place: Place get() = stack.last()

    /** Whether there is a way back. */
    val canGoBack: Boolean get() = stack.size > 1

    fun go(to: Place) {
        if (to in Place.TABS) stack.clear()
        if (stack.lastOrNull() != to) stack += to
    }

    fun back() {
        if (canGoBack) stack.removeAt(stack.lastIndex)
    }

    /** Goes on from a tab: what lay between is left. */
    fun goFrom(tab: Place, to: Place) {
        stack.clear()
        stack += listOf(tab, to)
    }

    companion object {
        internal val Saver =
            listSaver<Navigator, String>(
                save = { it.stack.map(Place::path) },
                restore = { paths -> Navigator(paths.map(Place::at)) },
            )
    }
}

/** A navigator that outlives a turned phone, and the app's process. */
@Composable
fun rememberNavigator(first: Place = Place.Home): Navigator = rememberSaveable(saver = Navigator.Saver) {
    Navigator(
        if (first ==
            Place.Home
        ) {
            listOf(first)
        } else {
            listOf(Place.Home, first)
        },
    )
}
