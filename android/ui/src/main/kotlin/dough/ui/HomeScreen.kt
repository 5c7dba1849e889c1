package dough.ui

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.verticalScroll
import androidx.compose.material3.Button
import androidx.compose.material3.CircularProgressIndicator
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Scaffold
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.dp
import dough.state.HomeState
import dough.state.WalletAccess
import java.time.ZoneId

/** The first screen: what one has, what comes next, and the way to the code. */
@Composable
fun HomeScreen(
    state: HomeState,
    onShowCode: () -> Unit,
    onTopUp: () -> Unit,
    onOpenSurprise: () -> Unit,
    onPickup: (order: String) -> Unit,
    onVouchers: () -> Unit,
    modifier: Modifier = Modifier,
    zone: ZoneId = ZoneId.systemDefault(),
) {
    Scaffold(
        modifier = modifier,
        bottomBar = {
            if (state is HomeState.Ready) {
                val enabled = state.access == WalletAccess.OPEN
                WideButton(LocalStrings.current.showCode, onShowCode, enabled = enabled)
            }
        },
    ) { inner ->
        Box(Modifier.fillMaxSize().padding(inner)) {
            when (state) {
                HomeState.Loading -> Loading()
                is HomeState.Failed -> Centred(LocalStrings.current.failure(state.failure))
                is HomeState.Ready -> Wallet(state, onTopUp, onOpenSurprise, onPickup, onVouchers, zone)
            }
        }
    }
}

@Composable
private fun Wallet(
    state: HomeState.Ready,
    onTopUp: () -> Unit,
    onOpenSurprise: () -> Unit,
    onPickup: (String) -> Unit,
    onVouchers: () -> Unit,
    zone: ZoneId,
) {
    val strings = LocalStrings.current
    Column(
        verticalArrangement = Arrangement.spacedBy(14.dp),
        modifier = Modifier.fillMaxSize().verticalScroll(rememberScrollState()).padding(20.dp),
    ) {
        Text(
            strings.appName,
            style = MaterialTheme.typography.headlineLarge,
            color = MaterialTheme.colorScheme.primary,
            modifier = Modifier.padding(top = 8.dp, bottom = 2.dp).semantics { heading() },
        )
        Notice(
            strings.access(state.access),
            state.offlineSince?.let { strings.offline(strings.time(it, zone)) },
            state.outbox.takeIf { it > 0 }?.let(strings::outbox),
        )
        DoughCard(state)
        if (state.surprises > 0) {
            SurpriseCard(state.surprises, onOpenSurprise)
        }
        state.pickup?.let { PickupCard(it, onPickup) }
        BalanceCard(state, onTopUp)
        if (state.vouchers > 0) {
            VouchersCard(state.vouchers, onVouchers)
        }
    }
}

/** Why a wallet can't be used; nothing where it can. */
private fun Strings.access(access: WalletAccess): String? = when (access) {
    WalletAccess.OPENING -> notOpenYet
    WalletAccess.OPEN -> null
    WalletAccess.REVOKED -> revoked
    WalletAccess.ERASED -> erased
}

/** The one thing that a screen is for, in reach of a thumb. */
@Composable
internal fun WideButton(words: String, onClick: () -> Unit, modifier: Modifier = Modifier, enabled: Boolean = true) {
    Button(
        onClick = onClick,
        enabled = enabled,
        shape = MaterialTheme.shapes.medium,
        modifier =
            modifier
                .fillMaxWidth()
                .padding(horizontal = 20.dp)
                .padding(top = 8.dp, bottom = 20.dp)
                .heightIn(min = 64.dp),
    ) {
        Text(words, style = MaterialTheme.typography.titleLarge)
    }
}

@Composable
internal fun Loading(modifier: Modifier = Modifier) {
    val words = LocalStrings.current.loading
    Box(modifier.fillMaxSize(), contentAlignment = Alignment.Center) {
        CircularProgressIndicator(Modifier.semantics { contentDescription = words })
    }
}

@Composable
internal fun Centred(words: String, modifier: Modifier = Modifier) {
    Box(modifier.fillMaxSize().padding(32.dp), contentAlignment = Alignment.Center) {
        Text(words, style = MaterialTheme.typography.titleLarge, textAlign = TextAlign.Center)
    }
}
