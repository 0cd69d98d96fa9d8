"""What every process of kdesk's own does before anything else."""

from kdesk.system.hardening import harden
from kdesk.system.no_network import refuse_network


def close_doors() -> None:
    """Leave no core dump and no readable memory, and have the kernel refuse the network.

    To be called before libraries start threads or open anything.
    """
    harden()
    refuse_network()
