package dough.ui.pay

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.aspectRatio
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.shape.CircleShape
import androidx.compose.foundation.verticalScroll
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Check
import androidx.compose.material.icons.filled.Close
import androidx.compose.material3.Icon
import androidx.compose.material3.IconButton
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Scaffold
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.dp
import dough.state.FailureKind
import dough.state.PayState
import dough.ui.parts.Centred
import dough.ui.parts.Loading
import dough.ui.parts.TitleBar
import dough.ui.parts.WideButton
import dough.ui.theme.LocalStrings
import dough.ui.theme.failure
import dough.ui.theme.money

/** The code for the till, and what came of it. The app makes the screen bright meanwhile. */
@Composable
fun PayCodeScreen(state: PayState, onClose: () -> Unit, onRetry: () -> Unit, modifier: Modifier = Modifier) {
    val strings = LocalStrings.current
    Scaffold(
        modifier = modifier,
        topBar = { TitleBar(strings.payTitle, onBack = null) { Close(onClose) } },
        bottomBar = {
            when (state) {
                is PayState.Used -> WideButton(strings.commonDone, onClose)
                is PayState.Failed -> WideButton(retryWords(state), onRetry)
                else -> {}
            }
        },
    ) { inner ->
        Box(Modifier.fillMaxSize().padding(inner)) {
            when (state) {
                PayState.Idle, PayState.Preparing -> Loading()
                is PayState.Showing -> Code(state)
                is PayState.Used -> Used(state)
                is PayState.Failed -> Centred(strings.failure(state.failure))
            }
        }
    }
}

@Composable
private fun retryWords(state: PayState.Failed): String {
    val strings = LocalStrings.current
    return if (state.failure.kind == FailureKind.NEEDS_USER_PRESENCE) strings.commonUnlock else strings.commonTryAgain
}

@Composable
private fun Close(onClose: () -> Unit) {
    IconButton(onClick = onClose) {
        Icon(Icons.Filled.Close, LocalStrings.current.commonClose)
    }
}

@Composable
private fun Code(state: PayState.Showing) {
    val strings = LocalStrings.current
    Middle {
        Surface(
            color = Color.White,
            shape = MaterialTheme.shapes.large,
            shadowElevation = 2.dp,
            modifier = Modifier.widthIn(max = 440.dp).fillMaxWidth().aspectRatio(1f),
        ) {
            // Inside the rounded corners, which would cut into the quiet zone.
            CodePicture(state.picture, strings.payPicture, Modifier.fillMaxSize().padding(8.dp))
        }
        Column(horizontalAlignment = Alignment.CenterHorizontally, modifier = Modifier.padding(top = 28.dp)) {
            state.maxCents?.let {
                Text(
                    strings.payUpTo(strings.money(it)),
                    style = MaterialTheme.typography.headlineLarge,
                    textAlign = TextAlign.Center,
                )
            }
            state.voucher?.let {
                Text(
                    strings.payWithVoucher(it),
                    style = MaterialTheme.typography.titleLarge,
                    textAlign = TextAlign.Center,
                )
            }
            if (state.earns) {
                Text(
                    strings.payEarns,
                    style = MaterialTheme.typography.titleLarge,
                    color = MaterialTheme.colorScheme.primary,
                    modifier = Modifier.padding(top = 6.dp),
                )
            }
            Text(
                strings.payHint,
                style = MaterialTheme.typography.bodyLarge,
                color = MaterialTheme.colorScheme.onSurfaceVariant,
                textAlign = TextAlign.Center,
                modifier = Modifier.padding(top = 16.dp),
            )
        }
    }
}

@Composable
private fun Used(state: PayState.Used) {
    val strings = LocalStrings.current
    val colours = MaterialTheme.colorScheme
    Middle(Modifier.semantics { liveRegion = LiveRegionMode.Polite }) {
        Surface(color = colours.tertiary, contentColor = colours.onTertiary, shape = CircleShape) {
            Icon(Icons.Filled.Check, contentDescription = null, modifier = Modifier.padding(22.dp).size(56.dp))
        }
        if (state.totalCents > 0) {
            Text(
                strings.payInAll(strings.money(state.totalCents)),
                style = MaterialTheme.typography.displayMedium,
                textAlign = TextAlign.Center,
                modifier = Modifier.padding(top = 28.dp),
            )
        }
        if (state.dough > 0) {
            Text(
                strings.commonGained(state.dough),
                style = MaterialTheme.typography.headlineLarge,
                color = colours.primary,
                modifier = Modifier.padding(top = 10.dp),
            )
        }
        Text(
            state.text,
            style = MaterialTheme.typography.bodyLarge,
            color = colours.onSurfaceVariant,
            textAlign = TextAlign.Center,
            modifier = Modifier.padding(top = 18.dp),
        )
    }
}

/** In the middle of the screen, and scrolled where that is too small. */
@Composable
private fun Middle(modifier: Modifier = Modifier, content: @Composable ColumnScope.() -> Unit) {
    Column(
        horizontalAlignment = Alignment.CenterHorizontally,
        verticalArrangement = Arrangement.Center,
        modifier =
            modifier
                .fillMaxSize()
                .verticalScroll(rememberScrollState())
                // What is below the bar's title looks lower than the middle.
                .padding(start = 24.dp, top = 8.dp, end = 24.dp, bottom = 72.dp),
        content = content,
    )
}
