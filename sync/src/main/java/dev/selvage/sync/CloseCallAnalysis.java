package dev.selvage.sync;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.classfile.instruction.ThrowInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One call of {@code close()} in the code of one method. */
final class CloseCallAnalysis {
    /*
     * Overview. Java does not tell close() whether its block failed, but javac compiles the exits of a block to different
     * calls: one for each normal exit, and one in a handler for exceptions. The byte-code index of the call tells which
     * of them runs.
     *
     * Rules. A call is the clean-up of a failed block if (1) its own exceptions are caught only to be suppressed: the
     * handler that covers it begins with `astore x; aload y; aload x; addSuppressed`, which is the failing exit of
     * try-with-resources; or (2) it cannot be reached from where its receiver was set, neither in the normal flow nor
     * through typed handlers, but only through a handler of everything, which is the failing copy of a `finally`. The
     * receiver is set by a store to its variable or, if it is a parameter or no variable, at the start of the method. So
     * a lock that is taken and given back inside the failing copy of a `finally` counts as a success.
     *
     * Limits. Compilers that share one call between the exits, and code that an agent has changed after it was read: the
     * first counts as a normal exit; the second is noticed if there is no call of close() at the index, or no such index.
     *
     * Checked by: CloseShapesTest.
     */

    /** The code cannot be read, or is not what runs. */
    static final class UnknownCodeException extends Exception {
        private static final long serialVersionUID = 1L;

        UnknownCodeException(String message) {
            super(message);
        }

        UnknownCodeException(String message, Throwable cause) {
            super(message + ": " + cause, cause);
        }
    }

    private final CodeAttribute code;
    private final List<Instruction> instructions = new ArrayList<>();
    private final List<Integer> indices = new ArrayList<>();
    private final Map<Integer, Integer> positions = new HashMap<>();
    private final int call;

    private CloseCallAnalysis(CodeAttribute code, int bci) throws UnknownCodeException {
        this.code = code;
        int at = 0;
        for (CodeElement element : code) {
            if (element instanceof Instruction instruction) {
                positions.put(at, instructions.size());
                indices.add(at);
                instructions.add(instruction);
                at += instruction.sizeInBytes();
            }
        }
        Integer position = positions.get(bci);
        if (position == null
                || !(instructions.get(position) instanceof InvokeInstruction invoke)
                || !invoke.name().equalsString("close")
                || !invoke.type().equalsString("()V")) {
            throw new UnknownCodeException("the class file is not of the code that runs");
        }
        this.call = position;
    }

    /** Reads the code around the call. */
    static CloseCallAnalysis of(Class<?> type, String method, String descriptor, int bci) throws UnknownCodeException {
        ClassModel model = read(type);
        for (MethodModel candidate : model.methods()) {
            if (candidate.methodName().equalsString(method)
                    && candidate.methodType().equalsString(descriptor)) {
                CodeAttribute code = candidate
                        .findAttribute(Attributes.code())
                        .orElseThrow(() -> new UnknownCodeException("the method has no code"));
                return new CloseCallAnalysis(code, bci);
            }
        }
        throw new UnknownCodeException("the class file has no such method");
    }

    private static ClassModel read(Class<?> type) throws UnknownCodeException {
        String file = type.getName()
                        .substring(
                                type.getPackageName().isEmpty()
                                        ? 0
                                        : type.getPackageName().length() + 1) + ".class";
        try (InputStream bytes = type.isHidden() ? null : type.getResourceAsStream(file)) {
            if (bytes == null) {
                throw new UnknownCodeException("there is no class file of " + type.getName());
            }
            return ClassFile.of().parse(bytes.readAllBytes());
        } catch (IOException | IllegalArgumentException e) {
            throw new UnknownCodeException("the class file of " + type.getName() + " cannot be read", e);
        }
    }

    boolean isCleanUpOfFailure() {
        return isSuppressing() || !isReachedFromItsReceiver();
    }

    // ---- rule 1

    private boolean isSuppressing() {
        for (ExceptionCatch entry : code.exceptionHandlers()) {
            if (covers(entry, call) && isSuppressionAt(position(entry.handler()))) {
                return true;
            }
        }
        return false;
    }

    private boolean isSuppressionAt(int at) {
        return at + 3 < instructions.size()
                && instructions.get(at) instanceof StoreInstruction second
                && instructions.get(at + 1) instanceof LoadInstruction first
                && instructions.get(at + 2) instanceof LoadInstruction again
                && again.slot() == second.slot()
                && first.slot() != second.slot()
                && instructions.get(at + 3) instanceof InvokeInstruction invoke
                && invoke.name().equalsString("addSuppressed")
                && invoke.owner().asInternalName().equals("java/lang/Throwable");
    }

    // ---- rule 2

    private boolean isReachedFromItsReceiver() {
        int receiver = receiver();
        Deque<Integer> open = new ArrayDeque<>();
        boolean[] seen = new boolean[instructions.size()];
        visit(0, open, seen);
        for (int i = 0; receiver >= 0 && i < instructions.size(); i++) {
            if (instructions.get(i) instanceof StoreInstruction store && store.slot() == receiver) {
                visit(i, open, seen);
            }
        }
        while (!open.isEmpty() && !seen[call]) {
            int at = open.pop();
            for (int next : successors(at)) {
                visit(next, open, seen);
            }
            for (ExceptionCatch entry : code.exceptionHandlers()) {
                if (entry.catchType().isPresent() && covers(entry, at)) {
                    visit(position(entry.handler()), open, seen);
                }
            }
        }
        return seen[call];
    }

    private static void visit(int at, Deque<Integer> open, boolean[] seen) {
        if (at < seen.length && !seen[at]) {
            seen[at] = true;
            open.push(at);
        }
    }

    /** {@return the variable on which close() is called, or -1 if it is called on something else} */
    private int receiver() {
        int at = call - 1;
        if (at >= 0 && instructions.get(at) instanceof TypeCheckInstruction) {
            at--;
        }
        return at >= 0 && instructions.get(at) instanceof LoadInstruction load ? load.slot() : -1;
    }

    private List<Integer> successors(int at) {
        return switch (instructions.get(at)) {
            case ReturnInstruction _ -> List.of();
            case ThrowInstruction _ -> List.of();
            case BranchInstruction branch ->
                isGoto(branch) ? List.of(position(branch.target())) : List.of(position(branch.target()), at + 1);
            case TableSwitchInstruction table -> targets(table.defaultTarget(), table.cases());
            case LookupSwitchInstruction lookup -> targets(lookup.defaultTarget(), lookup.cases());
            default -> List.of(at + 1);
        };
    }

    private static boolean isGoto(BranchInstruction branch) {
        return branch.opcode() == Opcode.GOTO || branch.opcode() == Opcode.GOTO_W;
    }

    private List<Integer> targets(Label otherwise, List<SwitchCase> cases) {
        List<Integer> all = new ArrayList<>();
        all.add(position(otherwise));
        for (SwitchCase each : cases) {
            all.add(position(each.target()));
        }
        return all;
    }

    // ---- the table

    private boolean covers(ExceptionCatch entry, int at) {
        int bci = indices.get(at);
        return code.labelToBci(entry.tryStart()) <= bci && bci < code.labelToBci(entry.tryEnd());
    }

    /** {@return the position of the instruction at the label; past the last one if there is none} */
    private int position(Label label) {
        return positions.getOrDefault(code.labelToBci(label), instructions.size());
    }
}
