package dough.ui.app

import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.padding
import androidx.compose.material3.Scaffold
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import dough.state.Failure
import dough.state.FailureKind
import dough.state.Opening
import dough.ui.parts.Centred
import dough.ui.parts.Loading
import dough.ui.parts.WideButton
import dough.ui.theme.LocalStrings
import dough.ui.theme.failure

/** While the wallet opens, and where it can't. */
@Composable
fun OpeningScreen(opening: Opening?, onRetry: () -> Unit, modifier: Modifier = Modifier) {
    val strings = LocalStrings.current
    val failure =
        when (opening) {
            null, is Opening.Opened -> null
            is Opening.Failed -> opening.failure
            is Opening.Unusable -> Failure(FailureKind.UPDATE_REQUIRED, "library_mismatch")
        }
    Scaffold(modifier, bottomBar = { failure?.let { WideButton(strings.commonTryAgain, onRetry) } }) { inner ->
        Box(Modifier.fillMaxSize().padding(inner)) {
            if (failure == null) Loading() else Centred(strings.failure(failure))
        }
    }
}
