package dev.selvage.examples.tour;

/** One idea: the wrong way beside the right way. Each prints what happens, and leaves nothing running. */
interface Chapter {
    /** Shows what goes wrong in plain Java. */
    void wrong(Story story) throws Exception;

    /** Shows the same with Selvage. */
    void right(Story story) throws Exception;
}
