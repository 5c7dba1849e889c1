package dough.ui.rewards

import androidx.compose.animation.AnimatedVisibility
import androidx.compose.animation.core.MutableTransitionState
import androidx.compose.animation.core.tween
import androidx.compose.animation.fadeIn
import androidx.compose.animation.scaleIn
import androidx.compose.foundation.Canvas
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.geometry.CornerRadius
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.geometry.Size
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.dp
import dough.state.Progress
import dough.state.Shown
import dough.state.rewards.Found
import dough.state.rewards.SurprisePage
import dough.ui.Motion
import dough.ui.Space
import dough.ui.parts.Agreement
import dough.ui.parts.Card
import dough.ui.parts.Heading
import dough.ui.parts.NameAndValue
import dough.ui.parts.Outcome
import dough.ui.parts.PageOf
import dough.ui.parts.Quiet
import dough.ui.parts.WideButton
import dough.ui.theme.LocalMotion
import dough.ui.theme.LocalStrings
import dough.ui.theme.number

/** A surprise: what it may hold, and how likely; then what it held. */
@Composable
fun SurpriseScreen(
    state: Shown<SurprisePage>,
    onOpen: (ofAge: Boolean) -> Unit,
    onBack: () -> Unit,
    modifier: Modifier = Modifier,
) {
    val strings = LocalStrings.current
    var ofAge by rememberSaveable { mutableStateOf(false) }
    PageOf(state, strings.surpriseTitle, onBack, modifier, bottom = { page ->
        when {
            page.found != null -> WideButton(strings.commonDone, onBack)
            page.progress == Progress.UnderWay -> WideButton(strings.surpriseOpening, {}, enabled = false)
            else -> WideButton(strings.surpriseOpen, { onOpen(ofAge) }, enabled = page.minimumAge == null || ofAge)
        }
    }) { page ->
        val found = page.found
        if (found != null) {
            Revealed(found)
        } else {
            Gift(Modifier.align(Alignment.CenterHorizontally))
            Outcome(page.progress)
            page.minimumAge?.let { Agreement(strings.surpriseOfAge(it), ofAge) { given -> ofAge = given } }
            Heading(strings.surpriseInside)
            Card { page.chances.forEach { NameAndValue(it.name, strings.surpriseChance(strings.number(it.percent))) } }
        }
    }
}

/** The moment of joy: it grows into view, unless the customer asked for less motion. */
@Composable
private fun ColumnScope.Revealed(found: Found) {
    val strings = LocalStrings.current
    val moves = LocalMotion.current
    val shown = remember { MutableTransitionState(!moves).apply { targetState = true } }
    AnimatedVisibility(
        shown,
        enter = scaleIn(tween(Motion.LONG), initialScale = 0.6f) + fadeIn(tween(Motion.LONG)),
        modifier = Modifier.align(Alignment.CenterHorizontally),
    ) {
        Column(
            Modifier.fillMaxWidth().padding(top = Space.huge).semantics { liveRegion = LiveRegionMode.Assertive },
            horizontalAlignment = Alignment.CenterHorizontally,
            verticalArrangement = Arrangement.spacedBy(Space.medium),
        ) {
            Gift()
            Text(
                found.name?.let(strings::surpriseWon) ?: strings.surpriseWonDough(found.dough ?: 0),
                style = MaterialTheme.typography.displaySmall,
                textAlign = TextAlign.Center,
                modifier = Modifier.semantics { heading() },
            )
            if (found.name != null) {
                Text(strings.surpriseToVouchers, style = MaterialTheme.typography.bodyLarge)
            }
            Quiet(if (found.verified) strings.surpriseHonest else strings.surpriseNotChecked)
        }
    }
}

/** A parcel with a ribbon. */
@Composable
private fun Gift(modifier: Modifier = Modifier) {
    val box = MaterialTheme.colorScheme.secondary
    val ribbon = MaterialTheme.colorScheme.primary
    Canvas(modifier.padding(Space.medium).size(120.dp)) {
        val lid = size.height * 0.3f
        drawRoundRect(
            box,
            Offset(size.width * 0.06f, lid),
            Size(size.width * 0.88f, size.height - lid),
            CornerRadius(14f),
        )
        drawRoundRect(box, Offset(0f, lid * 0.55f), Size(size.width, lid * 0.75f), CornerRadius(10f))
        val band = size.width * 0.14f
        drawRect(ribbon, Offset((size.width - band) / 2, lid * 0.55f), Size(band, size.height - lid * 0.55f))
        val loop = size.width * 0.11f
        drawCircle(ribbon, loop, Offset(size.width / 2 - loop, lid * 0.35f))
        drawCircle(ribbon, loop, Offset(size.width / 2 + loop, lid * 0.35f))
    }
}
