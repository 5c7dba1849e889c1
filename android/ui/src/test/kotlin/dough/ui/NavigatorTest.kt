package dough.ui

import dough.ui.app.Navigator
import dough.ui.app.Place
import dough.ui.app.placeOf
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Test

class NavigatorTest {
    @Test
    fun `every place is found again by its path`() {
        val places =
            Place.TABS +
                listOf(
                    Place.Code(),
                    Place.Code(41u),
                    Place.Dish("croissant"),
                    Place.Basket,
                    Place.Review,
                    Place.Orders,
                    Place.Order("0190f3a0"),
                    Place.Change("0190f3a0"),
                    Place.Surprise(52u),
                    Place.Invite(),
                    Place.Invite("KQ7M3XTB"),
                    Place.History,
                    Place.Receipt("r"),
                    Place.News,
                    Place.TopUp,
                    Place.Settings,
                    Place.Phones,
                    Place.MoveHere,
                )
        assertEquals(places, places.map { Place.at(it.path) })
        assertEquals(Place.Home, Place.at("surprise/none"), "a path of another version")
    }

    @Test
    fun `a tab is a new beginning, and back is the way one came`() {
        val navigator = Navigator()
        navigator.go(Place.Menu)
        navigator.go(Place.Basket)
        navigator.go(Place.Basket)
        navigator.go(Place.Review)
        navigator.back()
        assertEquals(Place.Basket, navigator.place)
        navigator.goFrom(Place.Menu, Place.Order("1"))
        navigator.back()
        assertEquals(Place.Menu, navigator.place)
        assertFalse(navigator.canGoBack)
        navigator.back()
        assertEquals(Place.Menu, navigator.place)
    }

    @Test
    fun `a link leads to its invitation, and to nothing else`() {
        assertEquals(Place.Invite("KQ7M3XTB"), placeOf("https://bakery.example/i/KQ7M3XTB?from=mail"))
        listOf(null, "", "https://bakery.example/", "https://bakery.example/i/").forEach {
            assertEquals(Place.Home, placeOf(it), "$it")
        }
    }
}
