plugins {
    alias(libs.plugins.android.application)
    alias(libs.plugins.kotlin.android)
    alias(libs.plugins.kotlin.compose)
}

android {
    namespace = "dough.app"
    compileSdk = 36

    defaultConfig {
        applicationId = "dough.app"
        minSdk = 30
        targetSdk = 36
        versionCode = 1
        versionName = "0.1.0"
        ndk { abiFilters += listOf("arm64-v8a", "x86_64") }
    }

    sourceSets["main"].apply {
        kotlin.srcDirs(
            "src/main/kotlin",
            "../core/src/main/kotlin",
            "../core/src/generated/kotlin",
            "../state/src/main/kotlin",
            "../ui/src/main/kotlin",
            "../ui/src/generated/kotlin",
        )
        jniLibs.srcDir(layout.buildDirectory.dir("rust"))
    }

    buildTypes {
        release {
            isMinifyEnabled = true
            isShrinkResources = true
            proguardFiles(getDefaultProguardFile("proguard-android-optimize.txt"), "rules.pro")
        }
    }

    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_17
        targetCompatibility = JavaVersion.VERSION_17
    }
    kotlin { jvmToolchain(17) }
}

dependencies {
    implementation(libs.activity.compose)
    implementation(libs.compose.material3)
    implementation(libs.compose.icons)
    implementation(libs.coroutines.android)
    implementation(variantOf(libs.jna) { artifactType("aar") })
}

// The library for a phone's processors, by cargo-ndk; with it the bindings and what design/ says.
val rust by tasks.registering(Exec::class) {
    workingDir = rootDir
    commandLine("./library.sh", layout.buildDirectory.dir("rust").get().asFile.path)
}

tasks.named("preBuild") { dependsOn(rust) }
