package dev.selvage.examples.migration.preview;

import dev.selvage.examples.docs.jobs.Jobs;
import dev.selvage.examples.docs.jobs.JobsContract;
import dev.selvage.examples.docs.jobs.Shop;

class JoxBeforeTest extends JobsContract {
    @Override
    protected Jobs jobs(Shop shop) {
        return new JoxBefore(shop);
    }
}
