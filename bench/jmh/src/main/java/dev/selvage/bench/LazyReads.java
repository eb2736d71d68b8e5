package dev.selvage.bench;

import dev.selvage.sync.Lazy;
import dev.selvage.sync.OnceCell;
import org.openjdk.jmh.annotations.Benchmark;

/** What does it cost to read a value that has been initialised? */
public class LazyReads extends OnVirtualThread {
    private static final Lazy<Object> CONSTANT = Lazy.of("constant", Object::new);

    private final Lazy<Object> lazy = Lazy.of("lazy", Object::new);
    private final OnceCell<Object> cell = OnceCell.of("cell");
    private volatile Object checked;

    private static final class Holder {
        static final Object VALUE = new Object();
    }

    @Benchmark
    public Object lazyInAField() throws InterruptedException {
        return lazy.get();
    }

    @Benchmark
    public Object lazyInAConstant() throws InterruptedException {
        return CONSTANT.get();
    }

    @Benchmark
    public Object cellInAField() throws InterruptedException {
        return cell.getOrInit(Object::new);
    }

    @Benchmark
    public Object doubleChecked() {
        Object found = checked;
        if (found != null) {
            return found;
        }
        synchronized (this) {
            if (checked == null) {
                checked = new Object();
            }
            return checked;
        }
    }

    @Benchmark
    public Object holder() {
        return Holder.VALUE;
    }
}
