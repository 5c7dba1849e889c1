package dough.ui.app

import dough.core.BalanceEnd
import dough.core.Language
import dough.state.contents
import dough.ui.settings.SettingsActions

/** The settings' wishes, told to their model and the phone. */
internal fun settingsActions(models: Models, phone: PhoneActions) = object : SettingsActions {
    private val model = models.settings

    override fun setProfile(name: String, language: Language?) = model.setProfile(name, language)

    override fun setConsents(news: Boolean, research: Boolean) = model.setConsents(news, research)

    override fun setEmail(email: String) = model.setEmail(email)

    override fun confirmEmail(code: String) = model.confirmEmail(code)

    override fun removePhone(id: String) = model.removePhone(id)

    override fun addPhone() = model.addPhone()

    override fun recover(email: String) = model.recover(email)

    override fun moveHereByEmail(code: String, keepOthers: Boolean) = model.moveHereByEmail(code, keepOthers)

    override fun moveHereByPhone(code: String, keepOthers: Boolean) = model.moveHereByPhone(code, keepOthers)

    override fun export() = model.export(phone.exportFolder())

    override fun shareExport() {
        model.state.value.contents?.export?.let { phone.shareFile(it.html) }
    }

    override fun shareReport() = models.report(phone::share)

    override fun logOut(giveUp: Boolean) = model.logOut(giveUp)

    override fun erase(balance: BalanceEnd) = model.erase(balance)
}
