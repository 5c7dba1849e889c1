package dough.ui.home

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.verticalScroll
import androidx.compose.material3.Scaffold
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import dough.state.HomeState
import dough.state.Shown
import dough.state.WalletAccess
import dough.state.contents
import dough.ui.Space
import dough.ui.Strings
import dough.ui.parts.Centred
import dough.ui.parts.Loading
import dough.ui.parts.Notice
import dough.ui.parts.Title
import dough.ui.parts.Way
import dough.ui.parts.WideButton
import dough.ui.theme.LocalStrings
import dough.ui.theme.dateAndTime
import dough.ui.theme.failure
import dough.ui.theme.time
import java.time.ZoneId

/** The first screen: what one has, what comes next, and the way to the code. */
@Composable
fun HomeScreen(
    state: Shown<HomeState>,
    onShowCode: () -> Unit,
    onTopUp: () -> Unit,
    onOpenSurprise: () -> Unit,
    onPickup: (order: String) -> Unit,
    onVouchers: () -> Unit,
    onNews: () -> Unit,
    onAddEmail: () -> Unit,
    modifier: Modifier = Modifier,
    zone: ZoneId = ZoneId.systemDefault(),
) {
    Scaffold(
        modifier = modifier,
        bottomBar = {
            state.contents?.let {
                WideButton(
                    LocalStrings.current.homeShowCode,
                    onShowCode,
                    enabled = it.access == WalletAccess.OPEN,
                )
            }
        },
    ) { inner ->
        Box(Modifier.fillMaxSize().padding(inner)) {
            when (state) {
                Shown.Loading -> Loading()

                is Shown.Failed -> Centred(LocalStrings.current.failure(state.failure))

                is Shown.Ready -> {
                    val home = state.value
                    Wallet(home, zone) {
                        if (home.unread > 0) {
                            Way(LocalStrings.current.homeUnread(home.unread), onNews)
                        }
                        DoughCard(home)
                        if (home.surprises > 0) {
                            SurpriseCard(home.surprises, onOpenSurprise)
                        }
                        home.pickup?.let { PickupCard(it, onPickup) }
                        BalanceCard(home, onTopUp)
                        if (home.vouchers > 0) {
                            VouchersCard(home.vouchers, onVouchers)
                        }
                        if (!home.hasEmail && home.access == WalletAccess.OPEN) {
                            NoEmailCard(onAddEmail)
                        }
                    }
                }
            }
        }
    }
}

@Composable
private fun Wallet(home: HomeState, zone: ZoneId, cards: @Composable ColumnScope.() -> Unit) {
    val strings = LocalStrings.current
    Column(
        verticalArrangement = Arrangement.spacedBy(Space.medium),
        modifier = Modifier.fillMaxSize().verticalScroll(rememberScrollState()).padding(Space.large),
    ) {
        Title(strings.appName, Modifier.padding(top = Space.small))
        Notice(
            strings.access(home.access),
            home.offlineSince?.let { strings.commonOffline(strings.time(it, zone)) },
            home.outbox.takeIf { it > 0 }?.let(strings::commonSending),
            home.spendsFrom?.let { strings.homeSpendsFrom(strings.dateAndTime(it, zone)) },
        )
        cards()
    }
}

/** Why a wallet can't be used; nothing where it can. */
private fun Strings.access(access: WalletAccess): String? = when (access) {
    WalletAccess.OPENING -> homeNotOpenYet
    WalletAccess.OPEN -> null
    WalletAccess.REVOKED -> homeRevoked
    WalletAccess.ERASED -> homeErased
}
