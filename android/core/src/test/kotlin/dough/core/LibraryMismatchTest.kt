package dough.core

import dough.testing.saidApart
import java.nio.file.Path
import kotlin.io.path.createParentDirectories
import kotlin.io.path.writeBytes
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import org.objectweb.asm.ClassReader
import org.objectweb.asm.ClassVisitor
import org.objectweb.asm.ClassWriter
import org.objectweb.asm.MethodVisitor
import org.objectweb.asm.Opcodes

/**
 * The real library and the real bindings, once as they are and once changed, in a process of their
 * own: the library serves one copy of its bindings.
 */
class LibraryMismatchTest {
    @TempDir
    lateinit var folder: Path

    @Test
    fun `bindings that were made from the library fit`() {
        assertEquals(listOf("fits", "fits"), checked())
    }

    @Test
    fun `bindings to which a method looks different than to the library don't fit`() {
        expectOtherNumber("uniffi_dough_ffi_checksum_method_dough_home")
        assertMismatch("checksum mismatch")
    }

    @Test
    fun `bindings that another version of the generator made don't fit`() {
        expectOtherNumber("ffi_dough_ffi_uniffi_contract_version")
        assertMismatch("contract version mismatch")
    }

    @Test
    fun `a library that is missing is named`() {
        assertMismatch("no_such_library", "-Duniffi.component.dough_ffi.libraryOverride=no_such_library")
    }

    /** The Java machine gives another error from the second call on, so the check is made twice. */
    private fun assertMismatch(why: String, vararg options: String) {
        val said = checked(*options)
        assertEquals(2, said.size, "$said")
        said.forEach { assertTrue("LibraryMismatch" in it && why in it, it) }
    }

    private fun checked(vararg options: String) = saidApart("dough.core.CheckTwiceKt", *options, first = folder)

    /** Writes bindings that expect another number from a function, before those on the path. */
    private fun expectOtherNumber(function: String) {
        val file = "dough/core/Dough_ffiKt.class"
        val compiled = javaClass.classLoader.getResourceAsStream(file)!!.use { it.readBytes() }
        val changed = folder.resolve(file).createParentDirectories()
        changed.writeBytes(calling(compiled) { method -> PlusOne(method, function) })
    }

    private fun calling(compiled: ByteArray, other: (MethodVisitor) -> MethodVisitor): ByteArray {
        val writer = ClassWriter(0)
        ClassReader(compiled).accept(
            object : ClassVisitor(Opcodes.ASM9, writer) {
                override fun visitMethod(
                    access: Int,
                    name: String,
                    descriptor: String,
                    signature: String?,
                    exceptions: Array<String>?,
                ) = other(super.visitMethod(access, name, descriptor, signature, exceptions))
            },
            0,
        )
        return writer.toByteArray()
    }

    /** Adds one to what a function answers, which is the same as expecting one less. */
    private class PlusOne(method: MethodVisitor, private val function: String) : MethodVisitor(Opcodes.ASM9, method) {
        override fun visitMethodInsn(
            opcode: Int,
            owner: String,
            name: String,
            descriptor: String,
            inInterface: Boolean,
        ) {
            super.visitMethodInsn(opcode, owner, name, descriptor, inInterface)
            if (name == function) {
                super.visitInsn(Opcodes.ICONST_1)
                super.visitInsn(Opcodes.IADD)
            }
        }
    }
}
