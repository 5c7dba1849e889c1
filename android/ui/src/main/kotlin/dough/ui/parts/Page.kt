package dough.ui.parts

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.verticalScroll
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.automirrored.filled.ArrowBack
import androidx.compose.material3.CircularProgressIndicator
import androidx.compose.material3.Icon
import androidx.compose.material3.IconButton
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Scaffold
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.Density
import dough.state.Shown
import dough.ui.Size
import dough.ui.Space
import dough.ui.theme.LocalMotion
import dough.ui.theme.LocalStrings
import dough.ui.theme.failure

/** A screen with a title, its content scrolled where there is more than fits. */
@Composable
internal fun Page(
    title: String,
    onBack: (() -> Unit)?,
    modifier: Modifier = Modifier,
    bottom: @Composable () -> Unit = {},
    content: @Composable ColumnScope.() -> Unit,
) {
    Scaffold(modifier, topBar = { TitleBar(title, onBack) }, bottomBar = bottom) { inner ->
        Column(
            verticalArrangement = Arrangement.spacedBy(Space.medium),
            modifier =
                Modifier
                    .fillMaxSize()
                    .padding(inner)
                    .verticalScroll(rememberScrollState())
                    .padding(horizontal = Space.large, vertical = Space.small),
            content = content,
        )
    }
}

/** A screen with a title, of so much that only what is looked at is made. */
@Composable
internal fun ListPage(
    title: String,
    onBack: (() -> Unit)?,
    modifier: Modifier = Modifier,
    bottom: @Composable () -> Unit = {},
    content: LazyListScope.() -> Unit,
) {
    Scaffold(modifier, topBar = { TitleBar(title, onBack) }, bottomBar = bottom) { inner ->
        LazyColumn(
            verticalArrangement = Arrangement.spacedBy(Space.medium),
            contentPadding = PaddingValues(horizontal = Space.large, vertical = Space.small),
            modifier = Modifier.fillMaxSize().padding(inner),
            content = content,
        )
    }
}

/** A [Page] of what is read from the wallet. */
@Composable
internal fun <T : Any> PageOf(
    state: Shown<T>,
    title: String,
    onBack: (() -> Unit)?,
    modifier: Modifier = Modifier,
    bottom: @Composable (T) -> Unit = {},
    content: @Composable ColumnScope.(T) -> Unit,
) {
    when (state) {
        is Shown.Ready -> Page(title, onBack, modifier, { bottom(state.value) }) { content(state.value) }
        Shown.Loading -> Waiting(title, onBack, modifier) { Loading() }
        is Shown.Failed -> Waiting(title, onBack, modifier) { Centred(LocalStrings.current.failure(state.failure)) }
    }
}

/** A screen of nothing else than [content], in its middle. */
@Composable
internal fun Waiting(
    title: String,
    onBack: (() -> Unit)?,
    modifier: Modifier = Modifier,
    content: @Composable () -> Unit,
) {
    Scaffold(modifier, topBar = { TitleBar(title, onBack) }) { inner ->
        Box(Modifier.fillMaxSize().padding(inner)) { content() }
    }
}

@Composable
internal fun TitleBar(title: String, onBack: (() -> Unit)?, action: @Composable () -> Unit = {}) {
    Row(
        verticalAlignment = Alignment.CenterVertically,
        modifier =
            Modifier
                .fillMaxWidth()
                .padding(
                    start = if (onBack ==
                        null
                    ) {
                        Space.large
                    } else {
                        Space.small
                    },
                    end = Space.small,
                    top = Space.medium,
                ),
    ) {
        if (onBack != null) {
            IconButton(onClick = onBack) {
                Icon(Icons.AutoMirrored.Filled.ArrowBack, LocalStrings.current.commonBack)
            }
        }
        Title(title, Modifier.weight(1f).padding(vertical = Space.hair))
        action()
    }
}

/** The largest letters of a screen grow less than the others: a long word must fit. */
@Composable
internal fun Title(words: String, modifier: Modifier = Modifier) {
    val density = LocalDensity.current
    val grown = Density(density.density, density.fontScale.coerceAtMost(MOST_GROWN))
    CompositionLocalProvider(LocalDensity provides grown) {
        Text(
            words,
            style = MaterialTheme.typography.headlineLarge,
            color = MaterialTheme.colorScheme.primary,
            modifier = modifier.semantics { heading() },
        )
    }
}

private const val MOST_GROWN = 1.35f

/** How much of its circle shows where nothing may move. */
private const val STILL = 0.7f

@Composable
internal fun Loading(modifier: Modifier = Modifier) {
    val words = LocalStrings.current.commonLoading
    Box(modifier.fillMaxSize(), contentAlignment = Alignment.Center) {
        val described = Modifier.semantics { contentDescription = words }
        if (LocalMotion.current) {
            CircularProgressIndicator(described)
        } else {
            CircularProgressIndicator({ STILL }, described)
        }
    }
}

/** A sentence in the middle of an empty screen. */
@Composable
internal fun Centred(words: String, modifier: Modifier = Modifier) {
    Box(modifier.fillMaxSize().padding(Space.huge), contentAlignment = Alignment.Center) {
        Text(words, style = MaterialTheme.typography.titleLarge, textAlign = TextAlign.Center)
    }
}

/** A sentence where a list is empty. */
@Composable
internal fun Empty(words: String) {
    Text(
        words,
        style = MaterialTheme.typography.bodyLarge,
        color = MaterialTheme.colorScheme.onSurfaceVariant,
        textAlign = TextAlign.Center,
        modifier = Modifier.fillMaxWidth().padding(vertical = Size.touch),
    )
}

/** The title of a part of a screen. */
@Composable
internal fun Heading(words: String) {
    Text(
        words,
        style = MaterialTheme.typography.titleLarge,
        modifier = Modifier.padding(top = Space.small).semantics { heading() },
    )
}
