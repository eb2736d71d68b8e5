package dev.selvage.examples.migration;

import dev.selvage.examples.docs.jobs.Jobs;
import dev.selvage.examples.docs.jobs.JobsContract;
import dev.selvage.examples.docs.jobs.Shop;

class ExecutorAfterTest extends JobsContract {
    @Override
    protected Jobs jobs(Shop shop) {
        return new ExecutorAfter(shop);
    }
}
