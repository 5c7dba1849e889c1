// The app, for Android Studio. What is shared with the desktop stands in core, state and ui, and is
// built and tested by Maven (pom.xml); here it is compiled into the app.
pluginManagement {
    repositories {
        google()
        mavenCentral()
    }
}

dependencyResolutionManagement {
    repositoriesMode = RepositoriesMode.FAIL_ON_PROJECT_REPOS
    repositories {
        google()
        mavenCentral()
    }
}

rootProject.name = "dough"
include(":app")
